"""Papers as PDF: activation slips, hand-over slips, the packing list of a box, the index of a download."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import typst
from django.conf import settings

from kartu.base.language import say, written_date
from kartu.cards.drawing.fonts import drawable, load_fonts
from kartu.employers.opening import Slip
from kartu.replacements.models import Box, Replacement
from kartu.replacements.policy import local_day

SLIPS, TABLE = (files("kartu.employers").joinpath(name).read_bytes() for name in ("slips.typ", "table.typ"))
TICK = "☐"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to be drawn: headings, widths in mm (0 takes what is left), rows of plain texts."""

    title: str
    lines: Sequence[str]
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    foot: str = ""


def draw_slips(slips: Sequence[Slip], language: str) -> bytes:
    """Activation slips, eight to an A4 page, to cut apart; fonts embedded."""
    told = [_told(slip, language) for slip in slips]
    return _compiled(SLIPS, "slips", {"words": _words(language), "slips": told})


def draw_hand_over_slips(codes: Sequence[tuple[Replacement, str]], language: str) -> bytes:
    """A slip for each case with the ten characters its worker says, to fold, seal and put into the box."""
    words = {
        "language": language,
        "fund": settings.PROFILE.name,
        "title": say(language, id="Kode serah terima", en="Hand-over code"),
        "steps": [
            say(language, id="Simpan kode ini sendiri.", en="Keep this code to yourself."),
            say(
                language,
                id="Sebutkan hanya saat kartunya diserahkan ke tangan Anda.",
                en="Say it only when the card is put into your hand.",
            ),
            say(language, id="Gratis. Tidak ada yang boleh meminta uang.", en="Free. Nobody may ask for money."),
        ],
    }
    slips = [
        {
            "name": drawable(case.member.name),
            "about": say(language, id=f"Permohonan {case.number}", en=f"Request {case.number}"),
            "code": f"{code[:5]}-{code[5:]}",
            "good": say(language, id="Sekali pakai.", en="Good once."),
        }
        for case, code in codes
    ]
    return _compiled(SLIPS, "slips", {"words": words, "slips": slips})


def draw_packing_list(box: Box, cases: Sequence[Replacement], language: str) -> bytes:
    """What lies in a box: unit, name, numbers, and a place to tick."""
    company = box.employer.name or box.employer.npp
    packed = local_day(box.packed_at, settings.PROFILE.time_zone)
    rows = [
        [
            str(place),
            _unit(case),
            case.member.name,
            case.card.membership.staff_number,
            settings.PROFILE.grouped(case.card.membership.number),
            case.number,
            TICK,
        ]
        for place, case in enumerate(cases, start=1)
    ]
    return draw_listing(
        Listing(
            title=say(language, id=f"Daftar isi kotak {box.number}", en=f"Packing list of box {box.number}"),
            lines=[
                company,
                say(
                    language,
                    id=f"Dari {box.branch.name}, dikemas {written_date(packed, language)}. {len(rows)} kartu.",
                    en=f"From {box.branch.name}, packed {written_date(packed, language)}. {len(rows)} cards.",
                ),
                say(
                    language,
                    id="Serahkan setiap kartu hanya kepada orangnya, dengan kode yang ia sebutkan.",
                    en="Hand each card to its own person only, with the code they say.",
                ),
            ],
            columns=_headings(language),
            widths=[9, 32, 0, 22, 32, 28, 9],
            rows=rows,
            foot=f"{company}, {box.number}",
        ),
        language,
    )


def draw_listing(listing: Listing, language: str) -> bytes:
    """A list on A4 pages."""
    words = {
        "language": language,
        "fund": settings.PROFILE.name,
        "title": drawable(listing.title),
        "lines": [drawable(line) for line in listing.lines],
        "foot": drawable(listing.foot),
    }
    rows = [[cell if cell == TICK else drawable(cell) for cell in row] for row in listing.rows]
    given = {"words": words, "columns": list(listing.columns), "widths": list(listing.widths), "rows": rows}
    return _compiled(TABLE, "table", given)


def _compiled(template: bytes, name: str, given: Mapping[str, object]) -> bytes:
    compiler = typst.Compiler(font_paths=load_fonts(), ignore_system_fonts=True)
    drawn = compiler.compile(template, format="pdf", sys_inputs={name: json.dumps(given, ensure_ascii=False)})
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


def _headings(language: str) -> list[str]:
    english = ["No.", "Unit", "Name", "Staff no.", "Membership no.", "Request", ""]
    return english if language == "en" else ["No.", "Unit", "Nama", "No. pegawai", "No. peserta", "Permohonan", ""]


def _unit(case: Replacement) -> str:
    employer = case.card.membership.employer
    return (employer.name or employer.npp) if employer else ""


def _words(language: str) -> dict[str, object]:
    site = settings.ADDRESS.removeprefix("https://").removeprefix("http://")
    return {
        "language": language,
        "fund": settings.PROFILE.name,
        "title": say(language, id="Kode aktivasi kartu digital", en="Activation code of your digital card"),
        "steps": [
            say(language, id=f"Buka {site}/daftar di ponsel Anda.", en=f"Open {site}/daftar on your phone."),
            say(
                language,
                id="Tulis NIK dan tanggal lahir, pilih “Kode aktivasi”, tulis kode ini.",
                en="Write your identity number and date of birth, choose “Activation code”, write this code.",
            ),
            say(
                language,
                id="Buat kata sandi Anda sendiri. Jangan beri tahu siapa pun.",
                en="Make a password of your own. Tell nobody.",
            ),
        ],
    }


def _told(slip: Slip, language: str) -> dict[str, str]:
    day = written_date(slip.good_until, language)
    staff = say(language, id="Nomor pegawai", en="Staff number")
    about = f"{staff} {drawable(slip.staff_number)}" if slip.staff_number else f"KPJ …{slip.number[-4:]}"
    good = say(language, id=f"Berlaku sampai {day}, sekali pakai. Gratis.", en=f"Good until {day}, once. Free.")
    return {"name": drawable(slip.name), "about": about, "code": f"{slip.code[:5]}-{slip.code[5:]}", "good": good}
