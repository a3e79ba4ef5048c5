"""What an import has to say about a row: what the file shows by itself, and what only the register can show."""

from __future__ import annotations

from dataclasses import dataclass

from kartu.registry.roster import Problem, RosterLine, explain
from kartu.registry.roster.masks import mask_number, mask_text
from kartu.registry.roster.problems import Severity, Words, say_place


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint about one cell, in the words of people; what was read is masked."""

    problem: Problem

    @property
    def severity(self) -> Severity:
        """An error refuses the row, a warning lets it through."""
        here = REGISTER_WORDS.get(self.problem.code)
        return here.severity if here else self.problem.severity

    def words(self, language: str) -> str:
        """Row, column, what was read and what to do."""
        here = REGISTER_WORDS.get(self.problem.code)
        if here is None:
            return explain(self.problem, language)
        sentence = (here.en if language == "en" else here.id).format(shown=self.problem.shown)
        column = f", {'column' if language == 'en' else 'kolom'} “{self.problem.column}”" if self.problem.column else ""
        return f"{say_place(self.problem.place, language)}{column}: {sentence}"

    def as_json(self, language: str) -> dict[str, object]:
        """The finding for machines and for pages."""
        place, problem = self.problem.place, self.problem
        return {
            "sheet": place.sheet,
            "row": place.row,
            "column": problem.column,
            "code": problem.code,
            "severity": self.severity,
            "read": problem.shown,
            "words": self.words(language),
        }


def number_taken(line: RosterLine, number: str) -> Finding:
    """The membership number stands with another person. Who that is nobody may say."""
    return Finding(Problem(line.place, line.header.named("kpj"), "kpj-taken", mask_number(number)))


def number_elsewhere(line: RosterLine, number: str) -> Finding:
    """The worker's own number, under another employer or as self-employed."""
    return Finding(Problem(line.place, line.header.named("kpj"), "kpj-elsewhere", mask_number(number)))


def name_differs(line: RosterLine, name: str) -> Finding:
    """The fund has another name for this identity number."""
    return Finding(Problem(line.place, line.header.named("name"), "name-differs", mask_text(name)))


def birth_date_differs(line: RosterLine, identity: str) -> Finding:
    """The fund has another birth date for this identity number."""
    column = line.header.named("birth_date") or line.header.named("birth")
    return Finding(Problem(line.place, column, "birth-date-differs", mask_number(identity)))


def not_here(line: RosterLine) -> Finding:
    """A list of those who have left names somebody who does not work here. Whether the fund knows the person, nobody
    may say."""
    return Finding(Problem(line.place, line.header.named("kpj"), "not-here", ""))


def staff_number_too_long(line: RosterLine, number: str) -> Finding:
    """The employer's own number does not fit."""
    return Finding(Problem(line.place, line.header.named("staff_number"), "staff-number-long", mask_text(number)))


REGISTER_WORDS: dict[str, Words] = {
    "kpj-taken": Words(
        "error",
        "KPJ {shown} sudah terdaftar atas nama orang lain. Bandingkan dengan kartu peserta pekerja ini; bila memang "
        "tertulis begitu, bawa kartu dan KTP-nya ke kantor cabang.",
        "the KPJ {shown} is registered to another person. Compare with this worker's membership card; if it says so, "
        "take the card and the identity card to a branch.",
    ),
    "kpj-elsewhere": Words(
        "error",
        "KPJ {shown} milik pekerja ini masih tercatat di tempat lain, bukan di perusahaan ini. Daftar tidak "
        "memindahkannya; minta kantor cabang memindahkan kepesertaannya, lalu kirim baris ini lagi.",
        "the KPJ {shown} of this worker still stands elsewhere, not with this company. A list does not move it; ask "
        "a branch to move the membership, then send this row again.",
    ),
    "name-differs": Words(
        "warning",
        "nama ({shown}) berbeda dari yang tercatat untuk NIK ini. Catatan dana tetap berlaku; bandingkan dengan KTP, "
        "dan bila catatan keliru pekerja meminta perbaikan di kantor cabang.",
        "the name ({shown}) differs from what stands for this NIK. The fund's stays; compare with the identity card, "
        "and if the fund is wrong the worker asks a branch to correct it.",
    ),
    "birth-date-differs": Words(
        "warning",
        "tanggal lahir berbeda dari yang tercatat untuk NIK {shown}. Catatan dana tetap berlaku; bandingkan dengan "
        "KTP, dan bila catatan keliru pekerja meminta perbaikan di kantor cabang.",
        "the birth date differs from what stands for the NIK {shown}. The fund's stays; compare with the identity "
        "card, and if the fund is wrong the worker asks a branch to correct it.",
    ),
    "not-here": Words(
        "error",
        "tidak ada pekerja dengan NIK dan KPJ ini di unit ini. Periksa nomornya, atau pilih unit yang benar.",
        "there is no worker with this NIK and KPJ in this unit. Check the numbers, or choose the right unit.",
    ),
    "staff-number-long": Words(
        "warning",
        "nomor pegawai ({shown}) lebih dari 40 huruf dan dikosongkan. Periksa isinya.",
        "the staff number ({shown}) is longer than 40 characters and stays empty. Check it.",
    ),
}
