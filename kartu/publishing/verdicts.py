"""A verdict in words, the same on the page, in the browser without a network and at the command line; and as data.

The least that lets a person be compared is shown, and only when the card is good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.base.language import say, written_date
from kartu.credential.claims import CardClaims
from kartu.credential.verdict import Checked, Verdict

Words = tuple[str, str]  # Indonesian, English

HEADLINES: dict[Verdict, Words] = {
    Verdict.GOOD: ("Kartu berlaku", "The card is good"),
    Verdict.BLOCKED: ("Kartu diblokir", "The card is blocked"),
    Verdict.EXPIRED: ("Masa berlaku kartu habis", "The card has expired"),
    Verdict.COULD_NOT_CHECK: ("Tidak dapat diperiksa", "Could not be checked"),
    Verdict.NOT_OURS: ("Bukan kode kartu kami", "Not a code of ours"),
    Verdict.NOT_HANDED_OVER: ("Kartu belum pernah diserahkan", "The card was never handed over"),
}
ADVICE: dict[Verdict, Words] = {
    Verdict.GOOD: (
        "Cocokkan nama dan tanggal lahir dengan dokumen identitas pembawa kartu.",
        "Compare name and birth date with an identity document of the person who carries the card.",
    ),
    Verdict.BLOCKED: (
        "Jangan terima: kartu ini dilaporkan hilang atau sudah diganti. Kepesertaan orangnya tetap berlaku.",
        "Do not accept it: this card was reported lost or has been replaced. The person's membership goes on.",
    ),
    Verdict.EXPIRED: (
        "Jangan terima. Minta kartu yang baru: kartu digital gratis dan langsung jadi.",
        "Do not accept it. Ask for a new card: a digital one is free and made at once.",
    ),
    Verdict.COULD_NOT_CHECK: (
        "Ini bukan berarti kartu diblokir.",
        "This does not mean that the card is blocked.",
    ),
    Verdict.NOT_HANDED_OVER: (
        "Jangan terima: kartu ini sudah dicetak, tetapi belum diserahkan kepada pesertanya.",
        "Do not accept it: this card was printed but has not reached its member.",
    ),
}
# Why, by the reasons' stable codes; what has no line of its own has the last one, under "".
REASONS: dict[Verdict, dict[str, Words]] = {
    Verdict.COULD_NOT_CHECK: {
        "no-code": (
            "Tidak ada kode QR yang terbaca pada gambar ini. Foto ulang lebih dekat, terang dan lurus.",
            "No QR code could be read in this picture. Take it again closer, brighter and straight.",
        ),
        "not-yet-valid": (
            "Kartu ini bertanggal di masa depan. Betulkan tanggal dan jam perangkat ini, lalu periksa lagi.",
            "This card is dated in the future. Correct the date and time of this device and check again.",
        ),
        "no-keys keys-old": (
            "Kunci pemeriksa belum ada di sini atau sudah terlalu lama. Sambungkan ke internet, lalu periksa lagi.",
            "The checking keys are not here yet or too old. Connect to a network and check again.",
        ),
        "status-missing status-unreachable": (
            "Daftar status untuk kartu ini belum ada di sini. Sambungkan ke internet, lalu periksa lagi.",
            "The status list for this card is not here yet. Connect to a network and check again.",
        ),
        "status-expired": (
            "Daftar status di sini sudah terlalu lama. Sambungkan ke internet, lalu periksa lagi.",
            "The status list here is too old. Connect to a network and check again.",
        ),
        "": (
            "Daftar status tidak terbaca atau tidak sah. Periksa lagi beberapa menit lagi.",
            "The status list does not read or is not genuine. Check again in a few minutes.",
        ),
    },
    Verdict.NOT_OURS: {
        "not-a-code too-large": (
            "Ini bukan kode kartu peserta. Pindai kode QR besar di bagian depan kartu.",
            "This is not the code of a membership card. Scan the large QR code on the front of the card.",
        ),
        "bad-signature": (
            "Tanda tangannya tidak sah: kode ini palsu atau rusak. Jangan terima sebagai kartu peserta.",
            "Its signature is not genuine: this code is forged or damaged. Do not accept it as a membership card.",
        ),
        "": (
            "Kode ini bukan terbitan kami. Jangan terima sebagai kartu peserta.",
            "This code was not issued by us. Do not accept it as a membership card.",
        ),
    },
}
AGES = (
    (timedelta(days=1), ("{n} hari yang lalu", "{n} days ago"), ("1 hari yang lalu", "1 day ago")),
    (timedelta(hours=1), ("{n} jam yang lalu", "{n} hours ago"), ("1 jam yang lalu", "1 hour ago")),
    (timedelta(minutes=1), ("{n} menit yang lalu", "{n} minutes ago"), ("1 menit yang lalu", "1 minute ago")),
)
JUST_NOW = ("baru saja", "just now")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a verdict may show, as people read it; empty where it may not, or is not known."""

    until: str = ""
    name: str = ""
    born: str = ""
    number: str = ""
    age: str = ""


def headline(verdict: Verdict, language: str) -> str:
    """The answer in a few words."""
    return _said(HEADLINES[verdict], language)


def advice(verdict: Verdict, language: str) -> str:
    """What to do about it; empty where the reason says that."""
    return _said(ADVICE.get(verdict, ("", "")), language)


def reasons(verdict: Verdict, language: str) -> list[tuple[str, str]]:
    """Every reason there can be: (codes with blanks between, words); the last one is for all others."""
    return [(codes, _said(words, language)) for codes, words in REASONS.get(verdict, {}).items()]


def reason(checked: Checked, language: str) -> str:
    """Why, in a sentence; empty where the verdict says it all."""
    told = reasons(checked.verdict, language)
    return next((words for codes, words in told if not codes or checked.reason in codes.split()), "")


def facts(checked: Checked, language: str) -> Facts:
    """A card that is not good names nobody; a blocked one has no date either, since a list knows none."""
    claims, age = checked.claims, written_age(checked.list_age, language) if checked.list_age is not None else ""
    if claims is None or checked.verdict not in (Verdict.GOOD, Verdict.EXPIRED):
        return Facts(age=age)
    until = written_date(last_day(claims), language)
    if checked.verdict is Verdict.EXPIRED:
        return Facts(until=until, age=age)
    born = written_date(claims.birth_date, language) if claims.birth_date else ""
    return Facts(until, claims.name, born, settings.PROFILE.grouped(claims.number), age)


def spoken(checked: Checked, language: str) -> list[str]:
    """The verdict in lines for a person, the answer first."""
    known = facts(checked, language)
    labelled = [
        (say(language, id="Berlaku sampai", en="Valid until"), known.until),
        (say(language, id="Nama", en="Name"), known.name),
        (say(language, id="Tanggal lahir", en="Birth date"), known.born),
        (say(language, id="Nomor peserta", en="Membership number"), known.number),
        (say(language, id="Daftar status dibuat", en="Status list made"), known.age),
    ]
    lines = [f"{label}: {value}" for label, value in labelled if value]
    words = [reason(checked, language), advice(checked.verdict, language)]
    return [f"{headline(checked.verdict, language).upper()}.", *lines, *filter(None, words)]


def shown(checked: Checked) -> dict[str, object]:
    """The verdict as data: verdict, reason, list_age_seconds and card. A card that is not good names nobody."""
    claims, card = checked.claims, None
    if claims is not None:
        card = {"serial": claims.serial.hex(), "valid_until": last_day(claims).isoformat()}
        if checked.verdict is Verdict.GOOD:
            born = claims.birth_date.isoformat() if claims.birth_date else ""
            card |= {"number": claims.number, "name": claims.name, "birth_date": born}
    return {
        "verdict": checked.verdict.value,
        "reason": checked.reason,
        "list_age_seconds": None if checked.list_age is None else int(checked.list_age.total_seconds()),
        "card": card,
    }


def written_age(age: timedelta, language: str) -> str:
    """An age in its largest whole unit, "3 jam yang lalu"."""
    for unit, many, one in AGES:
        if count := age // unit:
            return _said(one if count == 1 else many, language).format(n=count)
    return _said(JUST_NOW, language)


def last_day(claims: CardClaims) -> date:
    """The last day the card is good, in the fund's own zone."""
    zone = ZoneInfo(settings.PROFILE.time_zone)
    return (datetime.fromtimestamp(claims.expires_at, zone) - timedelta(seconds=1)).date()


def _said(words: Words, language: str) -> str:
    return say(language, id=words[0], en=words[1])
