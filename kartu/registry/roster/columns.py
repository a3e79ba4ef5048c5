"""Which column holds what, recognised by its name in many Indonesian and English spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kartu.registry.roster.masks import mask_number, mask_text
from kartu.registry.roster.table import Cell, Row

ESSENTIAL = ("nik", "kpj", "name")
REASON_COLUMNS = {"id": "Alasan ditolak", "en": "Why refused"}  # what write_refused adds; ignored on the way back

# Spellings are compared without case, signs and spaces, with nomor/number as "no" and tanggal as "tgl".
# A name in an earlier group wins over a later one: where a file has both "No KTP" and "NIK", the latter is
# the company's own staff number ("nomor induk karyawan").
_SPELLINGS: dict[str, tuple[str, ...]] = {
    "nik": (
        """
        ktp, no ktp, ktp no, nik ktp, no nik ktp, no induk kependudukan, nik kependudukan, no ektp, ektp, id
        ktp, nik no ktp, ktp nik, no ktp nik, no identitas ktp, national id, national id no, id card no,
        identity card no, identity no
        """,
        "nik, no nik, nik no, nik peserta, nik tk, nik tenaga kerja, nik pekerja, no identitas, no id, id no",
    ),
    "kpj": (
        "kpj, no kpj, kpj no, no kpj peserta, kpj tk, no kpj tk",
        """
        no peserta, no kepesertaan, no kartu peserta, no kartu, no anggota, membership no, membership id,
        member no, member id, participant no, card no
        """,
    ),
    "name": (
        """
        nama lengkap, nama tk, nama tenaga kerja, nama peserta, nama pekerja, nama karyawan, nama pegawai,
        nama lengkap karyawan, nama lengkap sesuai ktp, nama sesuai ktp, nama lengkap tk, nm lengkap, nm tk,
        full name, employee name, worker name, member name, complete name, participant name
        """,
        "nama, name, nm",
    ),
    "birth": (
        """
        tempat tgl lahir, tempat dan tgl lahir, ttl, tmp tgl lahir, tempat lahir tgl lahir, tempat tgl
        kelahiran, place date of birth, place and date of birth, birth place date, tempat lahir dan tgl
        lahir
        """,
    ),
    "birth_place": (
        """
        tempat lahir, tmp lahir, tmpt lahir, tpt lahir, kota lahir, tempat kelahiran, kelahiran tempat,
        lahir tempat, birth place, place of birth, pob, city of birth
        """,
    ),
    "birth_date": (
        """
        tgl lahir, tgl kelahiran, tgl lhr, lahir tgl, kelahiran tgl, birth date, date of birth, dob,
        birthday, birth
        """,
    ),
    "sex": ("l p, p l, jenis kelamin, jns kelamin, jenis kel, jk, kelamin, sex, gender, m f",),
    "email": ("email, surel, alamat email, alamat surel, email address, mail, email pribadi",),
    "phone": (
        """
        no hp, hp, no handphone, handphone, no ponsel, ponsel, no seluler, no wa, wa, whatsapp, no whatsapp,
        no hp wa, mobile, mobile no, mobile phone, mobile phone no, cell phone, hp wa, no telp hp, no
        telepon hp, no hp aktif
        """,
        """
        no telepon, telepon, telp, no telp, no tlp, tlp, phone, phone no, telephone, kontak, no kontak,
        contact no
        """,
    ),
    "member_since": (
        """
        mulai kepesertaan, tgl kepesertaan, tgl mulai kepesertaan, tmt, tmt kepesertaan, kepesertaan sejak,
        membership start, membership start date, member since, tgl aktif kepesertaan
        """,
        "tgl mulai, start date, tgl aktif, effective date, tgl efektif, tgl masuk, join date, tgl daftar",
    ),
    "programmes": (
        """
        program, programs, programme, programmes, program diikuti, jenis program, kode program, jaminan,
        program jaminan, program kepesertaan
        """,
    ),
    "staff_number": (
        """
        nip, npk, nrp, nik karyawan, nik pegawai, nik perusahaan, no induk karyawan, no induk pegawai, no
        induk pekerja, no induk, no pegawai, no karyawan, id karyawan, id pegawai, employee no, employee id,
        staff no, staff id, badge no, badge, payroll id, personnel no
        """,
    ),
    "unit": (
        """
        unit, unit kerja, work unit, kode unit, departemen, department, dept, divisi, division, bagian,
        section, cabang, branch, lokasi kerja, lokasi
        """,
    ),
    "line_number": ("no, no urut, urut, row, nr",),
    "reason": (", ".join(REASON_COLUMNS.values()),),
}
# People put the fund's name behind these words; whatever follows them, they say what the column is.
_BEGINNINGS = {"nokpj": "kpj", "kpj": "kpj", "nopeserta": "kpj", "program": "programmes"}
_NEVER = frozenset({"programstudi"})  # what somebody studied
_IN_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
BEHIND = 9
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns are. `names` are the employer's own spellings, by position."""

    row_number: int
    names: tuple[str, ...]
    positions: Mapping[str, int] = field(default_factory=dict)
    last_row_number: int = 0  # differs from row_number when the header spans two rows

    @property
    def missing(self) -> tuple[str, ...]:
        """The essential columns that are not there."""
        return tuple(wanted for wanted in ESSENTIAL if wanted not in self.positions)

    @property
    def unused(self) -> tuple[str, ...]:
        """Named columns nobody reads, duplicates among them."""
        used = set(self.positions.values())
        return tuple(name for i, name in enumerate(self.names) if name and i not in used)

    def named(self, wanted: str) -> str:
        """The employer's spelling of a column; empty when it has none."""
        position = self.positions.get(wanted)
        return self.names[position] if position is not None else ""


def find_header(rows: Sequence[Row]) -> Header:
    """The header among the first rows of a table: the first with all essential columns, or else the best there is."""
    best = read_header(rows[0]) if rows else Header(0, ())
    for index, row in enumerate(rows):
        header = read_header(row)
        if index + 1 < len(rows):
            below = rows[index + 1]
            joined = _read_two_lines(row, below)
            if len(joined.positions) > max(len(header.positions), len(read_header(below).positions)):
                header = joined  # only when each line says something the other does not
        if not header.missing:
            return header
        if len(header.positions) > len(best.positions):
            best = header
    return best


def read_header(row: Row) -> Header:
    """What one row would mean as a header."""
    names = tuple(_spelled(cell) for cell in row.cells)
    return Header(row.number, names, _positions(names), row.number)


def masked_names(header: Header) -> tuple[str, ...]:
    """Column names for a message. Without a recognised column they may be people: then only initials."""
    names = [name for name in header.names if name]
    if header.positions:
        return tuple(mask_number(name) if len(re.sub(r"\D", "", name)) > 5 else name for name in names)
    return tuple(mask_number(name) if name[:1].isdigit() else mask_text(name) for name in names[:12])


def _read_two_lines(top: Row, bottom: Row) -> Header:
    """A header over two rows; a merged cell on top stands for the columns right of it too."""
    width = max(len(top.cells), len(bottom.cells))
    uppers = [_spelled(cell) for cell in top.cells] + [""] * (width - len(top.cells))
    lowers = [_spelled(cell) for cell in bottom.cells] + [""] * (width - len(bottom.cells))
    if any(_canonical(lower).isdecimal() for lower in lowers):
        return Header(top.number, ())  # numbers below a header are rows, or its columns counted
    choices: list[tuple[str, ...]] = []
    merged = ""
    for upper, lower in zip(uppers, lowers, strict=True):
        merged = upper or (merged if lower else "")
        choices.append((f"{merged} {lower}".strip(), lower, upper))
    names = tuple(next((name for name in choice if _canonical(name) in KNOWN), choice[0]) for choice in choices)
    return Header(top.number, names, _positions(names), bottom.number)


def _positions(names: Sequence[str]) -> dict[str, int]:
    """Column to position. Of two columns for the same thing the better name wins, then the first."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(names):
        wanted, rank = KNOWN.get(_canonical(name)) or _begun(_canonical(name))
        if wanted:
            ranked.setdefault(wanted, []).append((rank, position))
    positions = {wanted: min(places)[1] for wanted, places in ranked.items()}
    (best, _), *others = sorted(ranked.get("nik", [(0, 0)]))
    if others and others[0][0] > best:
        positions.setdefault("staff_number", others[0][1])
    return positions


def _begun(canonical: str) -> tuple[str, int]:
    """What a name means by how it begins, ranked behind every spelling known whole."""
    wanted = next((means for begins, means in _BEGINNINGS.items() if canonical.startswith(begins)), "")
    return ("", 0) if canonical in _NEVER else (wanted, BEHIND)


def _spelled(cell: Cell) -> str:
    return " ".join(str(cell).split())[:80]


def _canonical(name: str) -> str:
    text = _IN_PARENTHESES.sub(" ", unicodedata.normalize("NFKC", name)).casefold()
    letters = "".join(_LETTERS.findall(text))
    for long, short in (("nomor", "no"), ("nomer", "no"), ("number", "no"), ("tanggal", "tgl")):
        letters = letters.replace(long, short)
    return letters


KNOWN = {
    _canonical(spelling): (wanted, rank)
    for wanted, groups in _SPELLINGS.items()
    for rank, group in enumerate(groups)
    for spelling in group.split(",")
}
