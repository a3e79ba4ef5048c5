"""A verdict in words and as data: the least that lets a person be compared, and only when the card is good."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.base.language import say, written_date
from kartu.credential.claims import CardClaims
from kartu.credential.errors import NoCode
from kartu.credential.verdict import Checked, Verdict

HEADLINES = {
    Verdict.GOOD: ("KARTU BERLAKU.", "THE CARD IS GOOD."),
    Verdict.BLOCKED: (
        "KARTU DIBLOKIR. Kartu ini dilaporkan hilang atau sudah diganti. Kepesertaan orangnya tetap berlaku.",
        "THE CARD IS BLOCKED. It was reported lost or has been replaced. The person's membership goes on.",
    ),
    Verdict.EXPIRED: ("MASA BERLAKU KARTU HABIS.", "THE CARD HAS EXPIRED."),
    Verdict.COULD_NOT_CHECK: (
        "TIDAK DAPAT DIPERIKSA. Ini bukan berarti kartu diblokir.",
        "COULD NOT BE CHECKED. This does not mean that the card is blocked.",
    ),
    Verdict.NOT_OURS: ("BUKAN KARTU DANA INI.", "NOT A CARD OF THIS FUND."),
    Verdict.NOT_HANDED_OVER: (
        "KARTU INI BELUM PERNAH DISERAHKAN kepada pesertanya, jadi tidak boleh dipakai.",
        "THIS CARD WAS NEVER HANDED OVER to its member, so it must not be used.",
    ),
}
NO_PICTURE = (
    "Tidak ada kode QR yang terbaca pada gambar ini. Foto ulang lebih dekat, terang dan lurus (PNG atau JPEG).",
    "No QR code could be read in this picture. Take it again closer, brighter and straight (PNG or JPEG).",
)
COMPARE = (
    "Cocokkan nama dan tanggal lahir dengan dokumen identitas pemegangnya.",
    "Compare name and birth date with the holder's identity document.",
)


def spoken(checked: Checked, language: str) -> list[str]:
    """The verdict in lines for a person, the answer first."""
    lines = [_said(HEADLINES[checked.verdict], language)]
    if checked.reason == NoCode.code:
        lines.append(_said(NO_PICTURE, language))
    if checked.claims is not None:
        lines += _about(checked.claims, checked.verdict, language)
    if checked.list_age is not None:
        age = int(checked.list_age.total_seconds() // 60)
        lines.append(say(language, id=f"Umur daftar status: {age} menit.", en=f"Age of the status list: {age} min."))
    if checked.verdict is Verdict.GOOD:
        lines.append(_said(COMPARE, language))
    return lines


def shown(checked: Checked) -> dict[str, object]:
    """The verdict as data: verdict, reason, list_age_seconds and card. A card that is not good names nobody."""
    claims, card = checked.claims, None
    if claims is not None:
        card = {"serial": claims.serial.hex(), "valid_until": _last_day(claims).isoformat()}
        if checked.verdict is Verdict.GOOD:
            born = claims.birth_date.isoformat() if claims.birth_date else ""
            card |= {"number": claims.number, "name": claims.name, "birth_date": born}
    return {
        "verdict": checked.verdict.value,
        "reason": checked.reason,
        "list_age_seconds": None if checked.list_age is None else int(checked.list_age.total_seconds()),
        "card": card,
    }


def _about(claims: CardClaims, verdict: Verdict, language: str) -> list[str]:
    until = written_date(_last_day(claims), language)
    lines = [say(language, id=f"Berlaku sampai {until}.", en=f"Valid until {until}.")]
    if verdict is Verdict.GOOD:
        born = written_date(claims.birth_date, language) if claims.birth_date else "-"
        number = settings.PROFILE.grouped(claims.number)
        lines += [
            say(language, id=f"Nama: {claims.name}", en=f"Name: {claims.name}"),
            say(language, id=f"Tanggal lahir: {born}", en=f"Birth date: {born}"),
            say(language, id=f"Nomor peserta: {number}", en=f"Membership number: {number}"),
        ]
    return lines


def _last_day(claims: CardClaims) -> date:
    zone = ZoneInfo(settings.PROFILE.time_zone)
    return (datetime.fromtimestamp(claims.expires_at, zone) - timedelta(seconds=1)).date()


def _said(words: tuple[str, str], language: str) -> str:
    return say(language, id=words[0], en=words[1])
