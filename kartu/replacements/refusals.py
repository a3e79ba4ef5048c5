"""What a member, an employer or an officer can be refused here, in words."""

from __future__ import annotations

from datetime import date

from kartu.base.errors import DomainError
from kartu.base.language import say, written_date


class DatedRefusal(DomainError):
    """A refusal with days in its context (ISO 8601), told as people write them."""

    def words(self, language: str) -> str:
        told = {
            name: written_date(date.fromisoformat(value), language) if isinstance(value, str) else value
            for name, value in self.context.items()
        }
        return say(language, id=self.id, en=self.en).format_map(told)


class ProofDoesNotFit(DomainError):
    """Who acts does not hold the proof that was named."""

    code = "proof-does-not-fit"
    id = "Bukti ini tidak cocok dengan orang yang melapor."
    en = "This proof does not fit the person reporting."


class ConsentMissing(DomainError):
    """An employer acts for a worker only with the worker's consent; it may block a lost card without."""

    code = "consent-missing"
    id = "Pekerja ini belum memberi izin. Minta izinnya dulu; memblokir kartu yang hilang tetap bisa sekarang juga."
    en = "This worker has not consented. Ask first; a lost card can still be blocked right now."


class NothingLost(DomainError):
    """A damaged or wrong card is still in its member's hands."""

    code = "nothing-lost"
    id = "Kartu rusak atau salah data tidak perlu dilaporkan. Ajukan penggantian; yang lama berlaku sampai diganti."
    en = "A damaged or wrong card need not be reported lost. Ask for a new one; the old one is valid until then."


class TooManyReports(DomainError):
    """Reports on this card were withdrawn again and again."""

    code = "too-many-reports"
    id = "Laporan untuk kartu ini terlalu sering dicabut. Datang ke kantor cabang atau telepon kami."
    en = "Reports on this card were withdrawn too often. Come to a branch or call us."


class FoundTooLate(DomainError):
    """The replacement is printed, so the old card will not be valid again."""

    code = "found-too-late"
    id = "Kartu pengganti {number} sudah dicetak, jadi kartu lama tidak dapat dipakai lagi. Ambil kartu barunya."
    en = (
        "The replacement {number} is already printed, so the old card cannot be used again. Please collect the new one."
    )


class NotReported(DomainError):
    """A lost card is stopped before it is replaced."""

    code = "not-reported"
    id = (
        "Laporkan dulu kartu ini hilang, dengan bukti, supaya tidak dipakai orang lain. Setelah itu ajukan penggantian."
    )
    en = "First report this card lost, with a proof, so that nobody else can use it. Then ask for the new one."


class DeliveryNotPossible(DomainError):
    """There is no employer, or no address, the card could go to."""

    code = "delivery-not-possible"
    id = "Kartu ini tidak dapat dikirim ke sana. Pilih kantor cabang."
    en = "This card cannot be sent there. Choose a branch."


class CaseAlreadyOpen(DomainError):
    """One open case a card."""

    code = "case-already-open"
    id = "Sudah ada permohonan {number} untuk kartu ini. Ikuti permohonan itu."
    en = "There is already a request {number} for this card. Follow that one."


class LimitReached(DatedRefusal):
    """Too many replacements in a year."""

    code = "limit-reached"
    id = "Kartu ini sudah {count} kali diganti dalam setahun. Lagi mulai {again}, atau datang ke kantor cabang."
    en = "This card was replaced {count} times within a year. Again from {again}, or come to a branch."


class LifetimeLimitReached(DomainError):
    """Too many replacements altogether."""

    code = "lifetime-limit-reached"
    id = "Kartu ini sudah {count} kali diganti. Untuk penggantian lagi, datang ke kantor cabang."
    en = "This card was replaced {count} times. For another one, come to a branch."


class PapersMissing(DomainError):
    """The document policy asks for papers that nobody has checked yet."""

    code = "papers-missing"
    id = "Belum dapat disetujui: {count} berkas yang diperlukan belum diperiksa."
    en = "This cannot be approved yet: {count} of the papers needed have not been checked."


class NotTheNewCard(DomainError):
    """Another code than the one on the posted card; of whom, or whether of anybody, is not said."""

    code = "not-the-new-card"
    id = (
        "Kode ini bukan dari kartu baru yang kami kirim. Pindai kode QR besar pada kartu yang datang lewat pos,"
        " bukan kartu lama atau kartu digital. Masih ditolak? Hubungi kami."
    )
    en = (
        "This code is not on the new card we sent. Scan the large QR code on the card from the post, not the old card"
        " or the digital one. Refused again? Ask us."
    )


class CardCalledOff(DomainError):
    """A card of the same member that was voided: it came after it was given up, or was spoiled."""

    code = "card-called-off"
    id = "Kartu ini sudah kami batalkan dan tidak akan berlaku. Gunting kartunya, lalu tunggu kartu yang lebih baru."
    en = "We have called this card off, and it will not be valid. Cut it up, and wait for the newer one."


class StillOnItsWay(DatedRefusal):
    """The post still has time."""

    code = "still-on-its-way"
    id = "Kartunya masih dalam perjalanan. Tunggu sampai {until}; belum sampai juga, katakan di sini."
    en = "The card is still on its way. Wait until {until}; if it has not come by then, say so here."


class LetterIncomplete(DomainError):
    """A police letter without number, station or date proves nothing."""

    code = "letter-incomplete"
    id = "Tulis nomor, kantor polisi, dan tanggal surat kehilangan."
    en = "Write the loss letter's number, police station and date."


class LetterLapsed(DatedRefusal):
    """The police letter's days are over, or its date is still to come."""

    code = "letter-lapsed"
    id = (
        "Surat kehilangan hanya berlaku sampai {until}. Perpanjang di kantor polisi yang sama, gratis, lalu kirim lagi."
    )
    en = "The loss letter was good until {until}. Have it extended at the same station, free, and send it again."


class LetterForged(DomainError):
    """A code that calls itself a station's and is not, or is of a station that is trusted no more."""

    code = "letter-forged"
    id = (
        "Kode pada surat ini tidak sah: bukan dari kantor polisi yang kami percaya, atau isinya diubah. Minta surat"
        " baru di kantor polisi, atau bawa surat aslinya ke kantor cabang."
    )
    en = (
        "The code on this letter is not genuine: it is of no station we trust, or it was changed. Ask the station for a"
        " new letter, or bring the original to a branch."
    )


class LetterTakenBack(DomainError):
    """The station has withdrawn the letter."""

    code = "letter-taken-back"
    id = "Kantor polisi sudah menarik surat ini, jadi tidak berlaku lagi. Minta surat baru di kantor itu, gratis."
    en = "The station has withdrawn this letter, so it counts no more. Ask for a new one there, free."


class LetterOfAnother(DomainError):
    """The letter's identity number is not the member's."""

    code = "letter-of-another"
    id = "Surat ini atas nama orang lain: nomor identitasnya bukan milik peserta ini. Kirim surat atas nama peserta."
    en = "This letter is somebody else's: its identity number is not this member's. Send the member's own letter."


class LetterUnknown(DomainError):
    """No station that issues letters here has this number."""

    code = "letter-unknown"
    id = "Nomor ini tidak ada di kantor polisi yang menerbitkan surat di sini. Periksa lagi, atau kirim foto suratnya."
    en = "No station that issues letters here has this number. Check it, or send a photo of the letter."


class PolicyFaulty(DomainError):
    """Rules about papers that leave a case undecided, or say something nobody knows; context: faults."""

    code = "policy-faulty"
    id = "Aturan berkas ini belum dapat berlaku: {faults}"
    en = "These rules about papers cannot be in force yet: {faults}"


class NothingToCorrect(DomainError):
    """A correction names something that is not what stands already."""

    code = "nothing-to-correct"
    id = "Tulis nama atau tanggal lahir yang benar, yang berbeda dari yang tertulis di kartu sekarang."
    en = "Write the correct name or date of birth: one that differs from what the card says now."


class OwnCase(DomainError):
    """Nobody decides about their own card."""

    code = "own-case"
    id = "Ini kartu Anda sendiri. Petugas lain yang harus mengerjakannya."
    en = "This is your own card. Another officer has to do this."


class NotYourCase(DomainError):
    """Somebody else has taken the case."""

    code = "not-your-case"
    id = "Permohonan ini sedang dikerjakan petugas {officer}."
    en = "Officer {officer} is working on this request."


class NothingCompared(DomainError):
    """A card is handed to a person who was compared with something."""

    code = "nothing-compared"
    id = "Pilih dulu apa yang dicocokkan dengan orangnya."
    en = "First say what the person was compared with."


class PapersClosed(DomainError):
    """The case is decided; papers no longer change it."""

    code = "papers-closed"
    id = "Permohonan ini sudah diputuskan, jadi berkas tidak dapat ditambah atau diperiksa lagi."
    en = "This request is decided, so papers can no longer be added or checked."


class SecondLookNeeded(DomainError):
    """A risky case is approved by two people."""

    code = "second-look-needed"
    id = "Permohonan ini berisiko, jadi perlu disetujui dua orang. Minta persetujuan kedua dari penyelia."
    en = "This request is risky, so two people have to approve it. Ask a supervisor for the second approval."


class SecondLookNotNeeded(DomainError):
    """Nothing about the case asks for a second person any more."""

    code = "second-look-not-needed"
    id = "Permohonan ini tidak lagi perlu persetujuan kedua. Anda dapat menyetujuinya sendiri."
    en = "This request no longer needs a second approval. You can approve it yourself."


class SecondIsAnother(DomainError):
    """Whoever asked for the second look is not the second."""

    code = "second-is-another"
    id = "Anda yang meminta persetujuan kedua, jadi orang lain yang harus menjawabnya."
    en = "You asked for the second approval, so somebody else has to answer it."


class NotFromHere(DomainError):
    """A case goes to somebody who works at its branch."""

    code = "not-from-here"
    id = "Petugas ini tidak bekerja di kantor cabang ini. Pilih petugas lain."
    en = "This officer does not work at this branch. Choose another officer."


class OwnDecision(DomainError):
    """Nobody checks the own decision again."""

    code = "own-decision"
    id = "Ini keputusan Anda sendiri. Penyelia lain yang harus memeriksanya lagi."
    en = "This is your own decision. Another supervisor has to look at it again."
