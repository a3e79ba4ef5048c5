"""The trail in plain words: what was done, by whom, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from kartu.accounts.mandates import holder_name
from kartu.accounts.staff import roles_of
from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.base.language import say
from kartu.employers.people import company_acting

# What every event says to the member it is about: Indonesian, English.
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Action.MEMBER_REGISTERED: ("Data Anda pertama kali dicatat", "Your record was first written"),
        Action.MEMBER_READ: ("Data Anda dibuka", "Your data was opened"),
        Action.MEMBER_EXPORTED: ("Semua data Anda diunduh", "All your data was downloaded"),
        Action.LANGUAGE_CHOSEN: ("Bahasa pesan diganti", "The language of messages was changed"),
        Action.MEMBERSHIP_STARTED: ("Nomor peserta ditambahkan", "A membership number was added"),
        Action.ROSTER_IMPORTED: ("Daftar tenaga kerja dibaca", "A roster was read"),
        Action.EMPLOYER_REGISTERED: ("Perusahaan dicatat", "An employer was written down"),
        Action.DOCUMENTS_SET: ("Daftar dokumen yang diperlukan diganti", "The papers needed were changed"),
        Action.STATION_ADDED: ("Kantor polisi ditambahkan", "A police station was added"),
        Action.STATION_KEY_MADE: ("Kunci kantor polisi dibuat", "A police station's key was made"),
        Action.STATION_KEY_WITHDRAWN: ("Kunci kantor polisi dicabut", "A police station's key was withdrawn"),
        Action.LETTER_ISSUED: ("Surat kehilangan dibuat", "A loss letter was issued"),
        Action.LETTER_EXTENDED: ("Surat kehilangan diperpanjang", "A loss letter was extended"),
        Action.LETTER_WITHDRAWN: ("Surat kehilangan dicabut", "A loss letter was withdrawn"),
        Action.ACTIVATION_CODE_MADE: ("Kode aktivasi akun dibuat", "An activation code was made"),
        Action.ACCOUNT_OPENED: ("Akun dibuat", "The account was opened"),
        Action.SIGNED_IN: ("Masuk ke akun", "Signed in"),
        Action.SIGNED_OUT: ("Keluar dari akun", "Signed out"),
        Action.CODE_SENT: ("Kode dikirim ke kontak Anda", "A code was sent to a contact of yours"),
        Action.PASSWORD_SET: ("Kata sandi diganti", "The password was changed"),
        Action.CONTACT_CONFIRMED: ("Kontak terbukti milik Anda", "A contact was proved to be yours"),
        Action.CONTACT_ASKED: ("Perubahan kontak diminta", "A change of contact was asked for"),
        Action.CONTACT_WAITS: ("Perubahan kontak menunggu", "A change of contact waits"),
        Action.CONTACT_ADDED: ("Kontak ditambahkan", "A contact was added"),
        Action.CONTACT_ENDED: ("Kontak dihapus", "A contact was removed"),
        Action.CONTACT_CHANGE_CANCELLED: ("Perubahan kontak dibatalkan", "A change of contact was called off"),
        Action.PASSKEY_MADE: ("Passkey dibuat", "A passkey was made"),
        Action.PASSKEY_REMOVED: ("Passkey dihapus", "A passkey was removed"),
        Action.SECOND_FACTOR_SET: ("Kode tambahan dinyalakan", "The second step was switched on"),
        Action.SECOND_FACTOR_REMOVED: ("Kode tambahan dimatikan", "The second step was switched off"),
        Action.SECOND_FACTOR_REFUSED: (
            "Kode tambahan salah, padahal kata sandinya benar",
            "A wrong code at the second step, after the right password",
        ),
        Action.RECOVERY_CODES_MADE: ("Kode cadangan dibuat", "Recovery codes were made"),
        Action.RECOVERY_CODE_USED: ("Satu kode cadangan dipakai", "A recovery code was used"),
        Action.SESSIONS_ENDED: ("Perangkat dikeluarkan dari akun", "Devices were signed out"),
        Action.DEVICE_DISOWNED: (
            'Perangkat ditolak: "bukan saya"',
            'A device was refused: "this was not me"',
        ),
        Action.ENTRY_LINK_MADE: ("Tautan masuk dibuat", "An entry link was made"),
        Action.RECOVERY_ASKED: ("Pemulihan akses diminta", "A way back in was asked for"),
        Action.RECOVERY_AGREED: ("Petugas kedua menyetujui pemulihan akses", "A second officer agreed to the way back"),
        Action.RECOVERY_REFUSED: ("Petugas kedua menolak pemulihan akses", "A second officer refused the way back"),
        Action.RECOVERY_READY: ("Masa tunggu pemulihan akses selesai", "The wait for the way back in was over"),
        Action.RECOVERY_DONE: ("Akses akun dipulihkan", "The way back in was used"),
        Action.RECOVERY_CANCELLED: ("Pemulihan akses dibatalkan", "The way back in was called off"),
        Action.RECOVERY_LAPSED: ("Pemulihan akses kedaluwarsa", "The way back in lapsed"),
        Action.MANDATE_OFFERED: ("Kuasa untuk wakil dibuat", "A power of attorney was made"),
        Action.MANDATE_TAKEN: ("Wakil menerima kuasa", "A representative took up the power of attorney"),
        Action.MANDATE_REVOKED: ("Kuasa dicabut", "A power of attorney was taken back"),
        Action.MANDATE_EXPIRED: ("Masa kuasa habis", "A power of attorney ran out"),
        Action.CONSENT_GIVEN: ("Persetujuan diberikan", "A consent was given"),
        Action.CONSENT_WITHDRAWN: ("Persetujuan dicabut", "A consent was withdrawn"),
        Action.CONSENT_ENDED: ("Pencabutan persetujuan selesai", "The withdrawal of a consent was carried out"),
        Action.SITE_REGISTERED: ("Situs lain didaftarkan", "Another site was registered"),
        Action.SITE_REMOVED: ("Situs lain dihapus", "Another site was removed"),
        Action.SITE_SECRET_RENEWED: ("Rahasia situs lain diganti", "Another site's secret was changed"),
        Action.SITE_ALLOWED: ("Situs lain diizinkan", "Another site was allowed"),
        Action.SITE_REFUSED: ("Situs lain tidak diizinkan", "Another site was not allowed"),
        Action.SITE_WITHDRAWN: ("Izin situs lain dicabut", "The consent for another site was withdrawn"),
        Action.SITE_SIGNED_ON: ("Masuk ke situs lain", "Signed in to another site"),
        Action.SITE_ENDED: ("Akses situs lain berakhir", "Another site's access ended"),
        Action.SITE_REUSE_REFUSED: (
            "Kunci situs lain dipakai dua kali, aksesnya kami akhiri",
            "Another site's key was used twice, so we ended its access",
        ),
        Action.CARD_OPENED: ("Kartu dibuat", "A card was opened"),
        Action.COPY_PREPARED: ("Salinan kartu disiapkan", "A copy of the card was prepared"),
        Action.COPY_ACTIVATED: ("Salinan kartu mulai berlaku", "A copy of the card became valid"),
        Action.COPY_BLOCKED: ("Salinan kartu diblokir", "A copy of the card was blocked"),
        Action.COPY_UNBLOCKED: ("Blokir kartu dibuka", "A copy of the card was unblocked"),
        Action.COPY_REPLACED: ("Salinan lama diganti", "An old copy was replaced"),
        Action.COPY_EXPIRED: ("Masa berlaku salinan habis", "A copy of the card expired"),
        Action.COPY_REVOKED: ("Salinan kartu diakhiri", "A copy of the card was ended"),
        Action.COPY_VOIDED: ("Salinan yang disiapkan dibatalkan", "A prepared copy was voided"),
        Action.BLOCK_PROVED: ("Blokir dibuktikan: kode lama ditolak", "The block was proved: the old code is refused"),
        Action.BLOCK_FAILED: ("Blokir belum bekerja; petugas diberi tahu", "The block did not work; we were alerted"),
        Action.STATUS_PUBLISHED: ("Daftar status diterbitkan", "The status list was published"),
        Action.LOSS_REPORTED: ("Kartu dilaporkan hilang", "The card was reported lost"),
        Action.LOSS_FLAGGED: ("Laporan hilang tanpa bukti", "A loss was reported without proof"),
        Action.FLAG_CONFIRMED: ("Laporan hilang dibenarkan", "The loss report was confirmed"),
        Action.FLAG_DISMISSED: ("Laporan hilang ditutup", "The loss report was closed"),
        Action.CARD_FOUND: ("Kartu ketemu lagi", "The card was found"),
        Action.REPORT_SETTLED: ("Laporan hilang selesai", "The loss report was settled"),
        Action.REPLACEMENT_OPENED: ("Kartu baru diminta", "A new card was asked for"),
        Action.EVIDENCE_ADDED: ("Dokumen dikirim", "A paper was handed in"),
        Action.EVIDENCE_CHECKED: ("Dokumen diperiksa", "A paper was checked"),
        Action.CASE_TAKEN: ("Permohonan mulai dikerjakan", "Work on your request began"),
        Action.CASE_GIVEN_BACK: ("Permohonan dikembalikan ke antrean", "Your request went back to the queue"),
        Action.CASE_ASSIGNED: (
            "Permohonan diserahkan kepada petugas lain",
            "Your request was given to another officer",
        ),
        Action.SECOND_ASKED: ("Persetujuan kedua diminta", "A second approval was asked for"),
        Action.SECOND_AGREED: ("Petugas kedua setuju", "A second officer agreed"),
        Action.SECOND_SENT_BACK: ("Petugas kedua meminta pemeriksaan ulang", "A second officer asked to check again"),
        Action.SECOND_WITHDRAWN: ("Permintaan persetujuan kedua dibatalkan", "The second approval was called off"),
        Action.SAMPLE_DRAWN: ("Terpilih untuk pemeriksaan ulang", "Drawn by lot to be looked at again"),
        Action.SAMPLE_CHECKED: ("Keputusan diperiksa ulang", "The decision was looked at again"),
        Action.PERSON_COMPARED: ("Orangnya dicocokkan di kantor cabang", "You were compared at a branch"),
        Action.EVIDENCE_ASKED: ("Dokumen tambahan diminta", "More papers were asked for"),
        Action.REPLACEMENT_RESUBMITTED: ("Permohonan dikirim ulang", "Your request was sent again"),
        Action.REPLACEMENT_APPROVED: ("Permohonan disetujui", "Your request was approved"),
        Action.REPLACEMENT_REJECTED: ("Permohonan ditolak", "Your request was refused"),
        Action.REPLACEMENT_CANCELLED: ("Permohonan dibatalkan", "Your request was cancelled"),
        Action.REPLACEMENT_ISSUED: ("Kartu baru dibuat", "The new card was made"),
        Action.CARD_PRINTED: ("Kartu dicetak", "The card was printed"),
        Action.PRINT_SPOILED: ("Cetakan gagal, diulang", "A print was spoiled and done again"),
        Action.CARD_HANDED_OVER: ("Kartu diserahkan", "The card was handed over"),
        Action.CARD_ARRIVED: (
            "Kartu kiriman pos sampai, dibuktikan dengan kodenya",
            "The posted card arrived, proved by its code",
        ),
        Action.CARD_NOT_ARRIVED: (
            "Kartu kiriman pos dilaporkan belum sampai",
            "The posted card was reported as not arrived",
        ),
        Action.ARRIVAL_REFUSED: (
            "Kode yang dipindai bukan dari kartu yang dikirim",
            "A code that was scanned was not of the posted card",
        ),
        Action.CARD_UNCOLLECTED: ("Kartu tidak diambil, dimusnahkan", "The card was not collected and was destroyed"),
        Action.PRINT_SENT: ("Kartu dikirim ke pencetak", "The card was sent to a printer"),
        Action.PRINT_CAME_OUT: ("Kartu keluar dari pencetak", "The card came out of the printer"),
        Action.PRINT_RUINED: ("Cetakan kartu rusak", "A print of the card was spoiled"),
        Action.PRINT_NOT_OUT: ("Kartu belum keluar dari pencetak", "Nothing came out of the printer"),
        Action.PRINTER_SET: ("Pencetak diatur", "A printer was set"),
        Action.PRINTER_ENDED: ("Pencetak dilepas", "A printer was taken away"),
        Action.BLANKS_RECEIVED: ("Kartu kosong diterima", "Blank cards were taken in"),
        Action.BLANKS_LOST: ("Kartu kosong hilang", "Blank cards were lost"),
        Action.BLANKS_COUNTED: ("Kartu kosong dihitung", "Blank cards were counted"),
        Action.COUNT_AGREED: ("Hitungan kartu kosong disetujui", "A count of blank cards was agreed on"),
        Action.COUNT_DOUBTED: ("Hitungan kartu kosong diulang", "A count of blank cards was doubted"),
        Action.PICKUP_CODE_MADE: ("Kode ambil kartu dibuat", "A pickup code was made"),
        Action.PICKUP_CODE_ENDED: ("Kode ambil keluarga dicabut", "A relative's pickup code was taken back"),
        Action.HAND_OVER_SIGNED: ("Serah terima kartu ditandatangani", "The hand-over of the card was signed for"),
        Action.CARD_DESTROYED: ("Kartu dimusnahkan", "A card was destroyed"),
        Action.DESTRUCTION_SEEN: ("Pemusnahan kartu disaksikan", "The destruction of a card was witnessed"),
        Action.CERTIFICATE_ISSUED: ("Surat keterangan sementara diterbitkan", "An interim certificate was issued"),
        Action.CERTIFICATE_WITHDRAWN: ("Surat keterangan sementara ditarik", "An interim certificate was withdrawn"),
        Action.CERTIFICATE_LAPSED: ("Masa surat keterangan sementara habis", "An interim certificate lapsed"),
        Action.CERTIFICATE_KEY_SET: ("Sertifikat penanda tangan dipasang", "A signing certificate was installed"),
        Action.DESTRUCTION_DENIED: ("Pemusnahan kartu tidak dibenarkan", "The destruction of a card was not confirmed"),
        Action.API_KEY_MADE: ("Kunci mesin perusahaan dibuat", "A key for an employer's machine was made"),
        Action.API_KEY_REVOKED: ("Kunci mesin perusahaan dicabut", "A key for an employer's machine was withdrawn"),
        Action.WEBHOOK_ADDED: ("Alamat pemberitahuan ditambahkan", "An address for notices was added"),
        Action.WEBHOOK_ENDED: ("Alamat pemberitahuan dihapus", "An address for notices was removed"),
        Action.UNIT_JOINED: ("Unit perusahaan digabungkan", "A unit joined its company"),
        Action.HR_INVITED: ("Personalia diundang", "Somebody of HR was invited"),
        Action.HR_GRADE_CHANGED: ("Wewenang personalia diganti", "What somebody of HR may do was changed"),
        Action.HR_ENDED: ("Akses personalia diakhiri", "Somebody of HR lost access"),
        Action.ROSTER_SENT: ("Daftar tenaga kerja dikirim", "A roster was sent"),
        Action.ROSTER_COMPARED: ("Daftar tenaga kerja dibandingkan", "A roster was compared"),
        Action.ROSTER_HELD: ("Daftar tenaga kerja ditahan", "A roster was held"),
        Action.ROSTER_RELEASED: ("Daftar tenaga kerja diizinkan", "A roster was released"),
        Action.ROSTER_REFUSED: ("Daftar tenaga kerja ditolak", "A roster was refused"),
        Action.ROSTER_CONFIRMED: ("Daftar tenaga kerja disetujui", "A roster was confirmed"),
        Action.ROSTER_CANCELLED: ("Daftar tenaga kerja dibatalkan", "A roster was called off"),
        Action.ROSTER_WRITTEN: ("Daftar tenaga kerja dicatat", "A roster was written down"),
        Action.ROSTER_UNDONE: ("Daftar tenaga kerja ditarik", "A roster was being undone"),
        Action.ROSTER_TAKEN_BACK: ("Daftar tenaga kerja sudah ditarik", "A roster was undone"),
        Action.PROPOSAL_MADE: ("Perusahaan mengusulkan data tentang Anda", "An employer proposed data about you"),
        Action.PROPOSAL_ACCEPTED: ("Usulan perusahaan disetujui", "An employer's proposal was accepted"),
        Action.PROPOSAL_DECLINED: ("Usulan perusahaan ditolak", "An employer's proposal was declined"),
        Action.PROPOSAL_WITHDRAWN: ("Usulan perusahaan ditarik", "An employer's proposal was withdrawn"),
        Action.MEMBERSHIP_MOVED: ("Nomor peserta pindah perusahaan", "A membership number moved to another employer"),
        Action.MEMBERSHIP_TAKEN_BACK: ("Nomor peserta ditarik kembali", "A membership number was taken back"),
        Action.MEMBER_CORRECTED: ("Nama atau tanggal lahir dibetulkan", "The name or birth date was corrected"),
        Action.STAFF_NUMBER_CHANGED: ("Nomor pegawai diganti", "The staff number was changed"),
        Action.STILL_WORKS: (
            "Perusahaan menyatakan Anda masih bekerja",
            "Your employer said that you still work there",
        ),
        Action.HAS_LEFT: ("Perusahaan mencatat Anda keluar", "Your employer said that you have left"),
        Action.LEAVING_TAKEN_BACK: ("Catatan keluar ditarik kembali", "The note that you left was taken back"),
        Action.ACTIVATION_INVITED: ("Anda diajak membuka akun", "You were invited to open your account"),
        Action.STAFFING_SET: ("Jam buka kantor diatur", "A branch's opening hours were set"),
        Action.VISIT_BOOKED: ("Kunjungan dipesan", "A visit was booked"),
        Action.VISIT_MOVED: ("Waktu kunjungan diganti", "The time of a visit was changed"),
        Action.VISIT_CANCELLED: ("Kunjungan dibatalkan", "A visit was cancelled"),
        Action.VISIT_ARRIVED: ("Anda tiba di kantor", "You arrived at the branch"),
        Action.TICKET_TAKEN: ("Nomor antrean diambil", "A ticket was taken"),
        Action.VISIT_PRIORITY: ("Anda didahulukan di antrean", "You were given priority in the queue"),
        Action.VISIT_CALLED: ("Nomor Anda dipanggil", "Your ticket was called"),
        Action.VISIT_RECALLED: ("Nomor Anda dipanggil lagi", "Your ticket was called again"),
        Action.VISIT_SERVING: ("Anda mulai dilayani", "An officer began to see to you"),
        Action.VISIT_TRANSFERRED: ("Anda diteruskan ke layanan lain", "You were passed on to another service"),
        Action.VISIT_ABSENT: ("Anda dipanggil tetapi tidak ada", "You were called and not there"),
        Action.VISIT_CAME_BACK: ("Anda kembali ke antrean", "You came back to the queue"),
        Action.VISIT_SERVED: ("Kunjungan selesai", "The visit was finished"),
        Action.VISIT_MISSED: ("Anda tidak datang", "You did not come"),
        Action.VISIT_CARRIED: ("Kunjungan dipindah ke hari lain", "The visit was moved to another day"),
        Action.DAY_CLOSED: ("Antrean hari itu ditutup", "The day's queue was closed"),
        Action.CONSENT_ASKED: ("Persetujuan Anda diminta", "Your consent was asked for"),
        Action.CONSENT_ANSWERED: ("Permintaan persetujuan dijawab", "The question for consent was answered"),
        Action.CONSENT_UNANSWERED: ("Permintaan persetujuan berakhir", "The question for consent lapsed"),
        Action.BOX_PACKED: ("Kotak kartu dikemas", "A box of cards was packed"),
        Action.BOX_SENT: ("Kotak kartu dikirim", "A box of cards was sent"),
        Action.BOX_RECEIVED: ("Kotak kartu diterima", "A box of cards was received"),
        Action.HAND_OVER_CODE_MADE: ("Kode serah terima dibuat", "A hand-over code was made"),
        Action.BATCH_MADE: ("Permohonan bersama disiapkan", "A batch was prepared"),
        Action.BATCH_STARTED: ("Permohonan bersama dimulai", "A batch was started"),
        Action.BATCH_DONE: ("Permohonan bersama selesai", "A batch was done"),
        Action.BATCH_CANCELLED: ("Permohonan bersama dibatalkan", "A batch was cancelled"),
        Action.DOWNLOAD_ASKED: ("Unduhan kartu diminta", "A download of cards was asked for"),
        Action.DOWNLOAD_AGREED: (
            "Unduhan kartu disetujui orang kedua",
            "A second person agreed to a download of cards",
        ),
        Action.DOWNLOAD_REFUSED: ("Unduhan kartu ditolak", "A download of cards was refused"),
        Action.DOWNLOAD_READY: ("Unduhan kartu siap", "A download of cards was ready"),
        Action.DOWNLOAD_GONE: ("Unduhan kartu dihapus", "A download of cards was removed"),
        Action.CARD_DOWNLOADED: (
            "Gambar kartu digital Anda diunduh",
            "The picture of your digital card was downloaded",
        ),
        Action.MESSAGE_SENDING: ("Pesan mulai dikirim", "A message was being sent"),
        Action.MESSAGE_SENT: ("Pesan dikirim kepada Anda", "A message was sent to you"),
        Action.MESSAGE_FAILED: ("Pesan gagal dikirim, akan dicoba lagi", "A message failed and will be tried again"),
        Action.NOTICES_STARTED: ("Pemberitahuan di ponsel dinyalakan", "Notices on a phone were turned on"),
        Action.NOTICES_ENDED: ("Pemberitahuan di ponsel dimatikan", "Notices on a phone were turned off"),
        Action.MESSAGE_UNREACHABLE: (
            "Tidak ada kontak untuk mengirim pesan",
            "There was no contact to send a message to",
        ),
    }
)
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "member": ("Anda", "You"),
        "mandate": ("Wakil Anda", "Your representative"),
        "staff": ("Petugas", "An officer"),
        "employer": ("Perusahaan Anda", "Your employer"),
        "anonymous": ("Seseorang tanpa masuk", "Somebody not signed in"),
        "system": ("Sistem", "The system"),
        "operator": ("Pengelola sistem", "The operator"),
    }
)
# Why somebody looked, by the code kept with the event.
WHY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "case": ("untuk permohonan Anda", "for your request"),
        "report": ("untuk laporan hilang", "for a loss report"),
        "print": ("untuk mencetak kartu", "to print the card"),
        "number": ("untuk mencari nomor peserta", "to find the membership number"),
        "activation": ("untuk kode aktivasi", "for an activation code"),
        "recovery": ("untuk membantu Anda masuk lagi", "to help you get back in"),
        "present": ("karena Anda datang ke kantor", "because you came to a branch"),
        "telephone": ("karena Anda menelepon", "because you telephoned"),
        "colleague": ("karena diminta kantor cabang lain", "because another branch asked"),
        "site": ("oleh situs yang Anda izinkan", "by a site you allowed"),
        "worker": ("untuk mengurus kartu pekerja", "to see to workers' cards"),
        "consent-paper": ("untuk melihat izin yang Anda tanda tangani", "to see the consent you signed"),
        "proposal": ("untuk usulan perusahaan", "for an employer's proposal"),
        "complaint": ("untuk memeriksa keluhan", "to look into a complaint"),
    }
)
TO_REPRESENTATIVE = ("kepada wakil Anda", "to your representative")
LOOKS = frozenset({Action.MEMBER_READ, Action.MEMBER_EXPORTED})
LOOKS = frozenset({Action.MEMBER_READ, Action.MEMBER_EXPORTED, Action.CARD_DOWNLOADED})


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the member reads it. `look` marks that somebody saw the data."""

    at: datetime
    what: str
    who: str
    look: bool


def told(events: Sequence[Event], language: str) -> list[Line]:
    """The events in words; officers are named by their branch, never by their names."""
    name = _namer(language)
    return [Line(event.at, _what(event, language), name(event), event.action in LOOKS) for event in events]


def _what(event: Event, language: str) -> str:
    done = _said(WORDS[event.action], language)
    why = WHY.get(str(event.detail.get("reason"))) if event.action == Action.MEMBER_READ else None
    done = f"{done}, {_said(why, language)}" if why else done
    to = holder_name(event.detail["mandate"]) if event.detail.get("mandate") else ""
    done = f"{done}, {_said(TO_REPRESENTATIVE, language)} {to}" if to else done
    return f"{done}: {event.detail['site']}" if "site" in event.detail else done


def _said(words: tuple[str, str], language: str) -> str:
    return say(language, id=words[0], en=words[1])


def _namer(language: str) -> Callable[[Event], str]:
    """Who an event's actor is; each account is looked up once."""
    known: dict[tuple[str, int, object], str] = {}

    def name(event: Event) -> str:
        words = _said(KINDS[event.actor_kind], language)
        if event.actor_kind not in ("staff", "employer", "mandate") or event.actor_id is None:
            return words
        actor = (event.actor_kind, event.actor_id, event.detail.get("employer"))
        if actor not in known:
            acting = event.actor_kind == "mandate"
            known[actor] = holder_name(event.actor_id) if acting else _place(event)
        return f"{words}, {known[actor]}" if known[actor] else words

    return name


def _place(event: Event) -> str:
    """The branch of an officer, or the company somebody of HR acted for: of two it is the one the member works for."""
    roles = roles_of(event.actor_id or 0, now=event.at)
    if event.actor_kind == "employer":
        company = company_acting(roles, event.member_id, event.detail.get("employer"), at=event.at)
        if company is not None:
            return company.name or company.npp
    for role in roles:
        if role.branch:
            return role.branch.name
        if role.employer:
            return role.employer.name or role.employer.npp
    return ""
