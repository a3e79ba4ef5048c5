"""What an officer can be refused at the printer, in the drawer and at the hand-over, in words."""

from __future__ import annotations

from kartu.base.errors import DomainError


class NothingToPrint(DomainError):
    """No card waits, or a colleague has sent them all at this moment."""

    code = "nothing-to-print"
    id = "Tidak ada kartu yang menunggu dicetak. Mungkin rekan Anda baru saja mengirimnya ke pencetak."
    en = "No card is waiting to be printed. A colleague may just have sent them to the printer."


class StillInPrinter(DomainError):
    """The file was handed out and nobody has said yet what came out."""

    code = "still-in-printer"
    id = "Kartu ini sudah dikirim ke pencetak. Katakan dulu apa yang keluar; kode yang sama tidak dicetak dua kali."
    en = "This card was sent to a printer. First say what came out; the same code is never printed twice."


class NotSentYet(DomainError):
    """What came out is said of a card that was sent to no printer."""

    code = "not-sent-yet"
    id = "Kartu ini belum dikirim ke pencetak. Buka dulu berkas cetaknya."
    en = "This card has not been sent to a printer. Open its print file first."


class PrinterUnknown(DomainError):
    """The printer was taken away, or prints another kind of card."""

    code = "printer-unknown"
    id = "Pencetak ini tidak ada lagi atau bukan untuk kartu jenis ini. Pilih pencetak lain."
    en = "This printer is gone or is not for this kind of card. Choose another one."


class PrinterNameTaken(DomainError):
    """Two printers of a branch are told apart by their names."""

    code = "printer-name-taken"
    id = "Sudah ada pencetak bernama ini di kantor Anda. Pakai nama lain."
    en = "Your branch has a printer of this name already. Use another name."


class CaseEndedMeanwhile(DomainError):
    """The request was cancelled while its card was in the printer: the card must not be used."""

    code = "case-ended-meanwhile"
    id = "Permohonan ini sudah berakhir saat kartunya dicetak. Kartu dicatat rusak: masukkan ke kotak pemusnahan."
    en = "This request ended while its card was being printed. The card is noted as spoiled: put it aside to destroy."


class SerialsNotARange(DomainError):
    """Two serials of blanks that do not belong together."""

    code = "serials-not-a-range"
    id = "Tulis nomor pertama dan terakhir pada kartu kosong, misalnya AB000001 dan AB000500; paling banyak {most}."
    en = "Write the first and last number as on the blanks, for example AB000001 and AB000500; at most {most}."


class SerialsTaken(DomainError):
    """Blanks that were taken in before, here or elsewhere."""

    code = "serials-taken"
    id = "Sebagian nomor ini sudah pernah diterima. Periksa surat jalannya."
    en = "Some of these numbers were taken in before. Check the delivery note."


class SerialsNotHere(DomainError):
    """Blanks that are not in this drawer, or no longer."""

    code = "serials-not-here"
    id = "Nomor ini tidak ada di laci kantor Anda, atau sebagian sudah dipakai."
    en = "These numbers are not in your branch's drawer, or some are used already."


class CountWaits(DomainError):
    """One count at a time: the one before waits for its second person."""

    code = "count-waits"
    id = "Hitungan sebelumnya masih menunggu petugas kedua."
    en = "The count before this one still waits for a second officer."


class CountNeedsReason(DomainError):
    """A difference has a reason, and only a difference has."""

    code = "count-needs-reason"
    id = "Jumlahnya berbeda dari catatan ({computed}). Pilih sebabnya."
    en = "The number differs from the record ({computed}). Choose why."


class SamePerson(DomainError):
    """What takes two people is answered by another one."""

    code = "same-person"
    id = "Ini harus dijawab petugas lain, bukan orang yang sama."
    en = "Another officer has to answer this, not the same person."


class AnotherCard(DomainError):
    """The card in the officer's hand is not the one of this request."""

    code = "another-card"
    id = "Ini bukan kartu untuk permohonan ini. Ambil kartu yang benar dari laci, lalu pindai lagi."
    en = "This is not the card of this request. Take the right one from the drawer and scan again."


class PickupCodeRefused(DomainError):
    """The code is wrong, used, too old or tried too often; the answer is the same."""

    code = "pickup-code-refused"
    id = "Kode ambil ini tidak cocok atau tidak berlaku lagi. Tanpa kode, cocokkan peserta dengan dokumennya."
    en = "This pickup code does not fit or is no longer valid. Without it, compare the member with a document."


class PickupClosed(DomainError):
    """A relative's code is for a card that waits, or soon will."""

    code = "pickup-closed"
    id = "Untuk permohonan ini tidak ada kartu yang dapat diambil keluarga di kantor cabang."
    en = "There is no card of this request that a relative could collect at a branch."


class CertificateClosed(DomainError):
    """A certificate bridges the time of a request; this one has ended."""

    code = "certificate-closed"
    id = "Permohonan ini sudah berakhir, jadi surat keterangan sementara tidak diterbitkan."
    en = "This request has ended, so no interim certificate is issued."


class SignatureUnreadable(DomainError):
    """What the signing field sent is no drawing of lines."""

    code = "signature-unreadable"
    id = "Tanda tangan di layar tidak terbaca. Minta ulangi, atau pakai tanda terima kertas."
    en = "The signature on the screen could not be read. Ask for it again, or use the paper receipt."
