"""The interim certificate as a PDF/A-2b of one A4 page, before it is signed; in the member's language."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings

from kartu.base.language import say, written_date
from kartu.cards.drawing.fonts import drawable, load_fonts
from kartu.printing.certificate_models import Certificate

TEMPLATE = files("kartu.printing").joinpath("certificate.typ").read_bytes()
QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks


def draw_certificate(certificate: Certificate) -> bytes:
    """The PDF to sign: fonts embedded, archivable (ISO 19005-2, level B)."""
    compiler = typst.Compiler(font_paths=load_fonts(), ignore_system_fonts=True)
    inputs = {"given": json.dumps(_told(certificate), ensure_ascii=False), "code": _code_svg(certificate.code)}
    drawn = compiler.compile(TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"])
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


def _told(certificate: Certificate) -> dict[str, object]:
    case, profile = certificate.replacement, settings.PROFILE
    member, membership, branch = case.member, case.card.membership, case.branch
    language = member.language

    def told(indonesian: str, english: str) -> str:
        return say(language, id=indonesian, en=english)

    until = written_date(certificate.until, language)
    issued = certificate.issued_at.astimezone(ZoneInfo(profile.time_zone))
    rows = [
        (told("Nama", "Name"), drawable(member.name)),
        (
            told("Tanggal lahir", "Date of birth"),
            written_date(member.birth_date, language) if member.birth_date else "",
        ),
        (told("Nomor peserta", "Membership number"), profile.grouped(membership.number)),
        (told("Permohonan kartu", "Request for a card"), case.number),
    ]
    return {
        "language": language,
        "dated": [issued.year, issued.month, issued.day],
        "fund": drawable(profile.name),
        "branch": drawable(", ".join(filter(None, [branch.name, branch.address, branch.city]))),
        "title": told("Surat keterangan sementara", "Interim certificate"),
        "numbered": told(f"Nomor {certificate.number}", f"Number {certificate.number}"),
        "says": told(
            "Kartu peserta orang berikut sedang dibuat ulang. Sampai diserahkan, surat ini menerangkan kepesertaannya:",
            "The membership card of this person is being made anew. Until then this certifies the membership:",
        ),
        "rows": [(words, value) for words, value in rows if value],
        "goes_on": told(
            "Kepesertaan dan hak orang ini tetap berlaku selama kartunya dibuat.",
            "The membership and the rights of this person go on while the card is being made.",
        ),
        "until": told(
            f"Berlaku sampai {until}, atau sampai kartu baru diserahkan.",
            f"Good until {until}, or until the new card is handed over.",
        ),
        "compare": told(
            "Surat ini bukan kartu dan bukan bukti identitas. Cocokkan nama dan tanggal lahir dengan dokumennya.",
            "This is neither the card nor a proof of identity. Compare name and birth date with an identity document.",
        ),
        "alt": told("Kode tanda tangan digital surat ini", "Code with the digital signature of this certificate"),
        "check": told("Periksa surat ini: pindai kodenya di", "Check this certificate: scan its code at"),
        "address": f"{profile.verify_address}/keterangan",
        "signed": told(
            "Berkas ini juga bertanda tangan digital: buka di pembaca PDF untuk memeriksanya.",
            "This file is digitally signed as well: open it in a PDF reader to check.",
        ),
        "free": told("Layanan ini gratis.", "This service is free."),
    }


def _code_svg(text: str) -> str:
    drawn = io.BytesIO()
    code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False)
    code.save(drawn, kind="svg", border=QUIET, xmldecl=False, svgns=True, dark="#000", light="#fff")
    return drawn.getvalue().decode()
