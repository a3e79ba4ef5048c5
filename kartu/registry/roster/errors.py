"""Why a whole file was refused. A single bad row is never an error: it is a Problem on its line."""

from __future__ import annotations

from kartu.base.errors import DomainError


class RosterError(DomainError):
    """The file as a whole cannot be read as a roster; the words say what to do."""

    code = "roster-unreadable"
    id = "Berkas ini tidak dapat dibaca sebagai daftar pekerja. Simpan ulang sebagai .xlsx atau .csv, lalu kirim lagi."
    en = "This file cannot be read as a list of workers. Save it again as .xlsx or .csv, then send it again."


class EmptyFile(RosterError):
    """Nothing in it."""

    code = "roster-empty"
    id = "Berkas ini kosong. Periksa apakah berkas yang benar yang dipilih."
    en = "This file is empty. Check that the right file was chosen."


class OldWorkbook(RosterError):
    """An .xls of Excel 97-2003, or another workbook kind we do not read; context: kind_id, kind_en."""

    code = "roster-old-workbook"
    id = "Ini {kind_id}. Buka di Excel atau LibreOffice, pilih Simpan Sebagai, jenis “Excel Workbook (.xlsx)”."
    en = "This is {kind_en}. Open it in Excel or LibreOffice, choose Save As, type “Excel Workbook (.xlsx)”."


class LockedWorkbook(RosterError):
    """A workbook with a password to open it."""

    code = "roster-locked"
    id = "Buku kerja ini dikunci dengan kata sandi. Buka, hapus kata sandinya (Protect Workbook), lalu simpan."
    en = "This workbook is locked with a password. Open it, remove the password (Protect Workbook), then save."


class NotARoster(RosterError):
    """A picture, a document, an archive ...; context: kind_id, kind_en."""

    code = "roster-other-file"
    id = "Ini {kind_id}, bukan tabel. Kirim daftar pekerja sebagai .xlsx atau .csv."
    en = "This is {kind_en}, not a table. Send the list of workers as .xlsx or .csv."


class DamagedFile(RosterError):
    """Broken or cut off; context: part."""

    code = "roster-damaged"
    id = "Berkas ini rusak atau terpotong ({part}). Buka di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi."
    en = "This file is damaged or cut off ({part}). Open it in Excel, save it again as .xlsx, then send it again."


class TooBig(RosterError):
    """Larger, packed tighter or longer than any roster; context: limit."""

    code = "roster-too-big"
    id = "Berkas ini melebihi batas ({limit}). Hapus lembar dan baris yang tidak dipakai, atau bagi berkasnya."
    en = (
        "This file is over the limit ({limit}). Delete unused sheets, rows and columns, or split it into several files."
    )


class MissingColumns(RosterError):
    """No sheet has a header with NIK, KPJ and name; context: missing, seen (column names, already masked)."""

    code = "roster-columns-missing"
    id = "Kolom yang belum ada: {missing}. Kolom yang terbaca: {seen}. Beri nama kolom itu pada baris judul."
    en = "Columns missing: {missing}. Columns seen: {seen}. Give these names to columns in the header row."
