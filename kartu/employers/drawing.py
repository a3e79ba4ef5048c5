"""Activation slips as a PDF, eight to a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files

import typst
from django.conf import settings

from kartu.base.language import say, written_date
from kartu.cards.drawing.fonts import drawable, load_fonts
from kartu.employers.opening import Slip

TEMPLATE = files("kartu.employers").joinpath("slips.typ").read_bytes()


def draw_slips(slips: Sequence[Slip], language: str) -> bytes:
    """A4 pages to cut apart, fonts embedded."""
    compiler = typst.Compiler(font_paths=load_fonts(), ignore_system_fonts=True)
    given = {"words": _words(language), "slips": [_told(slip, language) for slip in slips]}
    drawn = compiler.compile(TEMPLATE, format="pdf", sys_inputs={"slips": json.dumps(given, ensure_ascii=False)})
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


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
