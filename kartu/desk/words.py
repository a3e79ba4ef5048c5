"""What the desk calls things: states, reasons, papers and acts, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from kartu.accounts.models import Recovery
from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.base.language import MONTHS, say
from kartu.base.said import said
from kartu.cards import states as copies
from kartu.notifications.catalogue import DECISIONS, PAPERS
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.models import Replacement

STATUSES: Mapping[str, str] = {
    states.SUBMITTED: said(id="Siap diperiksa", en="Ready to check"),
    states.IN_REVIEW: said(id="Sedang diperiksa", en="Being checked"),
    states.NEEDS_EVIDENCE: said(id="Menunggu peserta", en="Waiting for member"),
    states.APPROVED: said(id="Kartu sedang dibuat", en="Card being made"),
    states.ISSUED: said(id="Siap dicetak", en="Ready to print"),
    states.PRINTED: said(id="Siap diambil", en="Ready to collect"),
    states.COLLECTED: said(id="Sudah diserahkan", en="Handed over"),
    states.REJECTED: said(id="Ditolak", en="Refused"),
    states.CANCELLED: said(id="Dibatalkan", en="Cancelled"),
    states.VOIDED: said(id="Tidak diambil", en="Not collected"),
    states.FLAGGED: said(id="Belum dibuktikan", en="Not proved yet"),
    states.BLOCKING: said(id="Kartu diblokir", en="Card blocked"),
    states.DISMISSED: said(id="Ditutup", en="Closed"),
    states.FOUND: said(id="Kartu ketemu", en="Card found"),
    states.SETTLED: said(id="Selesai", en="Settled"),
    states.AGREED: said(id="Disetujui dua orang", en="Approved by two people"),
    states.SENT_BACK: said(id="Dikembalikan ke petugas", en="Sent back to the officer"),
    states.WITHDRAWN: said(id="Dibatalkan", en="Withdrawn"),
    states.DRAWN: said(id="Menunggu diperiksa ulang", en="Waiting to be looked at again"),
    states.SOUND: said(id="Keputusannya tepat", en="The decision was right"),
    states.FAULTY: said(id="Ada yang keliru", en="Something was wrong"),
    states.RECEIVED: said(id="Belum diperiksa", en="To be checked"),
    states.ACCEPTED: said(id="Diterima", en="Accepted"),
    states.REFUSED: said(id="Tidak diterima", en="Not accepted"),
    Recovery.ASKED: said(id="Menunggu petugas kedua", en="Waiting for a second officer"),
    Recovery.WAITING: said(id="Masa tunggu", en="Wait is running"),
    Recovery.READY: said(id="Siap dipakai peserta", en="Ready for the member"),
    Recovery.DONE: said(id="Selesai", en="Done"),
    Recovery.LAPSED: said(id="Kedaluwarsa", en="Lapsed"),
}
COPY_STATUSES: Mapping[str, str] = {
    copies.PREPARED: said(id="Disiapkan", en="Prepared"),
    copies.ACTIVE: said(id="Berlaku", en="Valid"),
    copies.BLOCKED: said(id="Diblokir", en="Blocked"),
    copies.REPLACED: said(id="Diganti", en="Replaced"),
    copies.EXPIRED: said(id="Kedaluwarsa", en="Expired"),
    copies.REVOKED: said(id="Dicabut", en="Revoked"),
    copies.VOIDED: said(id="Dibatalkan", en="Voided"),
}
TAGS: Mapping[str, str] = {
    **dict.fromkeys((states.IN_REVIEW, states.NEEDS_EVIDENCE, states.FLAGGED, copies.PREPARED), "warn"),
    **dict.fromkeys((Recovery.ASKED, Recovery.WAITING), "warn"),
    **dict.fromkeys((Recovery.READY, Recovery.DONE), "ok"),
    **dict.fromkeys((states.COLLECTED, states.ACCEPTED, states.SETTLED, states.FOUND, copies.ACTIVE), "ok"),
    **dict.fromkeys((states.REJECTED, states.REFUSED, states.VOIDED, copies.BLOCKED, copies.REVOKED), "bad"),
}
"""Colour of a state's tag; the words beside it say the same."""

KINDS: Mapping[str, str] = {
    copies.DIGITAL: said(id="Digital", en="Digital"),
    copies.WALLET: said(id="Dompet digital", en="Wallet"),
    copies.PRINT: said(id="Kertas", en="Paper"),
    copies.PLASTIC: said(id="Plastik", en="Plastic"),
}
PROOFS: Mapping[str, str] = {
    states.LOGIN: said(id="akun peserta", en="the member's account"),
    states.CODE: said(id="kode ke kontak yang tercatat", en="a code to a known contact"),
    states.PASSKEY: said(id="kunci sandi peserta", en="the member's passkey"),
    states.EMPLOYER: said(id="pemberi kerja", en="the employer"),
    states.COUNTER: said(id="datang ke kantor", en="in person at a branch"),
    states.NOTHING_HELD: said(id="tanpa bukti", en="no proof"),
}
CHANNELS: Mapping[str, str] = {
    states.PORTAL: said(id="situs", en="the web site"),
    states.DESK: said(id="kantor cabang", en="a branch"),
    states.BY_EMPLOYER: said(id="pemberi kerja", en="the employer"),
}
PAPER_WORDS: Mapping[str, str] = {code: said(id=words[0], en=words[1]) for code, words in PAPERS.items()}
IDENTITIES: Mapping[str, str] = {
    Member.KTP: said(id="NIK", en="NIK"),
    Member.PASSPORT: said(id="Nomor paspor", en="Passport number"),
    Member.KITAS: said(id="Nomor KITAS", en="KITAS number"),
}
CHECKS: Mapping[str, str] = {
    "identity_card": said(id="KTP", en="Identity card (KTP)"),
    "digital_identity": said(id="KTP digital di ponsel", en="Digital KTP on the phone"),
    "passport": said(id="Paspor", en="Passport"),
    "stay_permit": said(id="KITAS atau KITAP", en="Stay permit (KITAS, KITAP)"),
    "family_card": said(id="Kartu keluarga", en="Family card"),
    "driving_licence": said(id="SIM", en="Driving licence"),
    "employer_letter": said(id="Surat pemberi kerja", en="Letter of the employer"),
    "roster_photo": said(id="Foto dari pemberi kerja", en="Photo from the employer"),
    "answers": said(id="Jawaban atas pertanyaan tentang data", en="Answers to questions about the data"),
}
SPOILS: Mapping[str, str] = {
    "smudged": said(id="Cetakan kotor atau luntur", en="Smudged or faded"),
    "misfed": said(id="Kartu miring atau macet", en="Crooked or jammed"),
    "wrong_stock": said(id="Salah kartu kosong", en="Wrong blank card"),
    "code_unreadable": said(id="Kode QR tidak terbaca", en="QR code does not read"),
    "other": said(id="Sebab lain", en="Another reason"),
}
NEVER_ARRIVED = said(id="Dikirim, tetapi tidak pernah sampai", en="Sent, but never arrived")
REJECTIONS: Mapping[str, str] = {
    code: said(id=words[0][0].upper() + words[0][1:], en=words[1][0].upper() + words[1][1:])
    for code, words in DECISIONS.items()
}
LOOKED_UP = {
    "present": said(id="Orangnya ada di depan saya", en="The person is in front of me"),
    "telephone": said(id="Orangnya menelepon", en="The person is on the telephone"),
    "colleague": said(id="Diminta kantor cabang lain", en="Another branch asked"),
    "complaint": said(id="Memeriksa keluhan", en="Looking into a complaint"),
}
"""Why an officer looks up somebody who has no open case at the branch."""

ACTS: Mapping[str, str] = {
    Action.LOSS_REPORTED: said(id="Kehilangan dilaporkan", en="Loss reported"),
    Action.LOSS_FLAGGED: said(id="Kehilangan dilaporkan tanpa bukti", en="Loss reported without proof"),
    Action.FLAG_CONFIRMED: said(id="Laporan dibenarkan, kartu diblokir", en="Report confirmed, card blocked"),
    Action.FLAG_DISMISSED: said(id="Laporan ditutup", en="Report closed"),
    Action.CARD_FOUND: said(id="Kartu ketemu", en="Card found"),
    Action.REPORT_SETTLED: said(id="Laporan selesai", en="Report settled"),
    Action.REPLACEMENT_OPENED: said(id="Permohonan diterima", en="Request received"),
    Action.EVIDENCE_ADDED: said(id="Berkas masuk", en="Paper handed in"),
    Action.EVIDENCE_CHECKED: said(id="Berkas diperiksa", en="Paper checked"),
    Action.CASE_TAKEN: said(id="Mulai diperiksa", en="Check begun"),
    Action.CASE_GIVEN_BACK: said(id="Dikembalikan ke antrean", en="Given back to the queue"),
    Action.CASE_ASSIGNED: said(id="Diserahkan ke petugas lain", en="Given to another officer"),
    Action.SECOND_ASKED: said(id="Persetujuan kedua diminta", en="Second approval asked for"),
    Action.SECOND_AGREED: said(id="Petugas kedua setuju", en="Second person agreed"),
    Action.SECOND_SENT_BACK: said(id="Petugas kedua mengembalikan", en="Second person sent it back"),
    Action.SAMPLE_CHECKED: said(id="Keputusan diperiksa ulang", en="Decision looked at again"),
    Action.PERSON_COMPARED: said(id="Orangnya dicocokkan", en="Person compared"),
    Action.EVIDENCE_ASKED: said(id="Berkas diminta dari peserta", en="Papers asked of the member"),
    Action.REPLACEMENT_RESUBMITTED: said(id="Dikirim lagi", en="Sent again"),
    Action.REPLACEMENT_APPROVED: said(id="Disetujui", en="Approved"),
    Action.REPLACEMENT_REJECTED: said(id="Ditolak", en="Refused"),
    Action.REPLACEMENT_CANCELLED: said(id="Dibatalkan", en="Cancelled"),
    Action.REPLACEMENT_ISSUED: said(id="Kartu siap dicetak", en="Card ready to print"),
    Action.CARD_PRINTED: said(id="Kartu dicetak", en="Card printed"),
    Action.PRINT_SPOILED: said(id="Cetakan rusak, kartu baru dibuat", en="Print spoiled, a new card made"),
    Action.CARD_HANDED_OVER: said(id="Kartu diserahkan", en="Card handed over"),
    Action.CARD_ARRIVED: said(id="Kartu kiriman pos sampai", en="Posted card arrived"),
    Action.CARD_NOT_ARRIVED: said(
        id="Kartu kiriman pos dilaporkan belum sampai", en="Posted card reported as not arrived"
    ),
    Action.ARRIVAL_REFUSED: said(
        id="Kode yang dipindai bukan dari kartu ini", en="A scanned code was not of this card"
    ),
    Action.RECOVERY_ASKED: said(id="Pemulihan akses diminta", en="Way back in asked for"),
    Action.RECOVERY_AGREED: said(id="Disetujui petugas kedua", en="Second officer agreed"),
    Action.RECOVERY_REFUSED: said(id="Ditolak petugas kedua", en="Second officer refused"),
    Action.RECOVERY_READY: said(id="Masa tunggu selesai", en="Wait is over"),
    Action.RECOVERY_DONE: said(id="Dipakai peserta", en="Used by the member"),
    Action.RECOVERY_CANCELLED: said(id="Pemulihan akses dibatalkan", en="Way back in called off"),
    Action.RECOVERY_LAPSED: said(id="Pemulihan akses kedaluwarsa", en="Way back in lapsed"),
    Action.CARD_UNCOLLECTED: said(id="Tidak diambil, dimusnahkan", en="Not collected, destroyed"),
}
ACTORS: Mapping[str, str] = {
    "member": said(id="peserta", en="the member"),
    "mandate": said(id="wakil peserta", en="the member's representative"),
    "employer": said(id="pemberi kerja", en="the employer"),
    "anonymous": said(id="seseorang tanpa bukti", en="somebody without proof"),
    "system": said(id="sistem", en="the system"),
    "operator": said(id="pengelola", en="the operator"),
}


POSTED = said(id="Dikirim lewat pos", en="Sent by post")
NOT_ARRIVED = said(id="Dilaporkan belum sampai", en="Reported as not arrived")
CARD_CODE = said(id="kode pada kartunya dipindai", en="the code on the card was scanned")


def status_words(case: Replacement) -> str:
    """How a case stands; a card that was posted waits for nobody to collect it."""
    posted = case.status == states.PRINTED and case.delivery == states.BY_POST
    if posted:
        return NOT_ARRIVED if case.not_arrived_at else POSTED
    return STATUSES[case.status]


def tag_of(case: Replacement) -> str:
    """The class of the tag that says how a case stands."""
    missed = case.status == states.PRINTED and case.not_arrived_at
    return "warn" if missed else TAGS.get(case.status, "")


def officer_words(user_id: int | None, *, me: int) -> str:
    """How a colleague is named: by the number of the account, as on the badge."""
    if user_id == me:
        return say(get_language() or "id", id="Anda", en="you")
    return say(get_language() or "id", id=f"petugas {user_id}", en=f"officer {user_id}")


def actor_words(event: Event, *, me: int) -> str:
    """Who did what an event tells of."""
    if event.actor_kind == "staff":
        return officer_words(event.actor_id, me=me)
    return str(ACTORS.get(event.actor_kind, event.actor_kind))


def due_words(due: datetime, *, now: datetime, zone: str) -> tuple[str, str]:
    """When a case was promised, short, and how pressing that is ("late", "soon" or "")."""
    language = get_language() or "id"
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (local.date() - today).days
    if due <= now:
        late = max(1, -days)
        return say(language, id=f"Lewat {late} hari", en=f"{late} day{'s' * (late > 1)} late"), "late"
    clock = local.strftime(say(language, id="%H.%M", en="%H:%M"))
    if days == 0:
        return say(language, id=f"Hari ini, {clock}", en=f"Today, {clock}"), "soon"
    if days == 1:
        return say(language, id=f"Besok, {clock}", en=f"Tomorrow, {clock}"), ""
    return short_moment(due, zone=zone), ""


def short_moment(moment: datetime, *, zone: str) -> str:
    """Day and clock, for tables: "21 Nov, 14.05"."""
    language, local = get_language() or "id", moment.astimezone(ZoneInfo(zone))
    return f"{short_date(local.date())}, {local.strftime(say(language, id='%H.%M', en='%H:%M'))}"


def short_date(day: date) -> str:
    """Day and short month, for tables: "21 Nov"."""
    language = get_language() or settings.PROFILE.language
    return f"{day.day} {MONTHS['en' if language == 'en' else 'id'][day.month - 1][:3]}"
