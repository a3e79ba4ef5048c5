"""What is wrong with a row, and the words that say so: what was read, and what to do about it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Place(NamedTuple):
    """A row of the file as its writer finds it: sheet (None in a CSV file) and row number."""

    sheet: str | None
    row: int


class Problem(NamedTuple):
    """One complaint about one cell. `shown` is masked; `other` is the row it collides with."""

    place: Place
    column: str  # as the employer spelled it
    code: str
    shown: str
    other: Place | None = None

    @property
    def severity(self) -> Severity:
        """Errors refuse the row; warnings let it through."""
        return WORDS[self.code].severity


class Words(NamedTuple):
    """A sentence in each language; {shown} is what was read, {other} another row."""

    severity: Severity
    id: str
    en: str


def explain(problem: Problem, language: str) -> str:
    """Row, column, what was read and what to do, in Indonesian ("id") or English ("en")."""
    words = WORDS[problem.code]
    english = language == "en"
    sentence = (words.en if english else words.id).format(
        shown=problem.shown, other=problem.other and say_place(problem.other, language)
    )
    column = f", {'column' if english else 'kolom'} “{problem.column}”" if problem.column else ""
    return f"{say_place(problem.place, language)}{column}: {sentence}"


def say_place(place: Place, language: str) -> str:
    """Row 12 of sheet “Data TK”."""
    row = f"{'Row' if language == 'en' else 'Baris'} {place.row}"
    if place.sheet is None:
        return row
    return f"{row} {'of sheet' if language == 'en' else 'lembar'} “{place.sheet}”"


WORDS: dict[str, Words] = {
    "nik-missing": Words(
        "error",
        "NIK kosong. Isi 16 angka dari KTP atau kartu keluarga.",
        "the NIK is empty. Fill in the 16 digits from the identity card or family card.",
    ),
    "nik-cut": Words(
        "error",
        "NIK terbaca sebagai bilangan ({shown}). Lembar kerja hanya menyimpan 15 angka pertama dan "
        "mengganti angka terakhir dengan 0; tidak ada yang bisa memulihkannya. "
        "Jadikan kolom ini Teks, lalu ketik ulang NIK dari KTP.",
        "the NIK came as a number ({shown}). A spreadsheet keeps only its first 15 digits and replaces the last "
        "with 0; nobody can repair that. Set this column to Text, then type the NIK again from the identity card.",
    ),
    "nik-length": Words(
        "error",
        "NIK harus 16 angka; terbaca {shown}. Salin ulang dari KTP.",
        "a NIK has 16 digits; read {shown}. Copy it again from the identity card.",
    ),
    "nik-letters": Words(
        "error",
        "NIK hanya berisi angka; terbaca {shown}. Salin ulang 16 angka dari KTP (huruf O bukan angka 0).",
        "a NIK has digits only; read {shown}. Copy the 16 digits again from the identity card (the letter O is no 0).",
    ),
    "nik-invented": Words(
        "error",
        "NIK {shown} tampak seperti isian sementara. Isi NIK yang sebenarnya dari KTP.",
        "the NIK {shown} looks like a stand-in. Fill in the real one from the identity card.",
    ),
    "kpj-missing": Words(
        "error",
        "nomor KPJ kosong. Isi 11 angka dari kartu peserta; pekerja yang belum punya KPJ didaftarkan dulu.",
        "the KPJ is empty. Fill in the 11 digits from the membership card; a worker without a KPJ is enrolled first.",
    ),
    "kpj-short": Words(
        "error",
        "KPJ harus 11 angka; terbaca {shown}. Mungkin angka 0 di depan terbuang oleh lembar kerja; kami tidak "
        "menebaknya. Jadikan kolom ini Teks dan isi lengkap dari kartu peserta.",
        "a KPJ has 11 digits; read {shown}. A spreadsheet may have dropped leading zeros; we do not guess. "
        "Set this column to Text and fill in the whole number from the membership card.",
    ),
    "kpj-length": Words(
        "error",
        "KPJ harus 11 angka; terbaca {shown}. Periksa di kartu peserta.",
        "a KPJ has 11 digits; read {shown}. Check it on the membership card.",
    ),
    "kpj-letters": Words(
        "error",
        "KPJ hanya berisi angka; terbaca {shown}. Periksa di kartu peserta.",
        "a KPJ has digits only; read {shown}. Check it on the membership card.",
    ),
    "kpj-cut": Words(
        "error",
        "KPJ tersimpan sebagai bilangan ringkas ({shown}); angka belakangnya hilang. Jadikan kolom Teks, isi lagi.",
        "the KPJ was saved as a shortened number ({shown}) and lost its last digits. Set the column to Text.",
    ),
    "kpj-invented": Words(
        "error",
        "KPJ {shown} tampak seperti isian sementara. Isi nomor yang sebenarnya dari kartu peserta.",
        "the KPJ {shown} looks like a stand-in. Fill in the real number from the membership card.",
    ),
    "kpj-of-another": Words(
        "error",
        "KPJ {shown} sudah dipakai NIK lain di {other}. Satu KPJ hanya milik satu orang; periksa kedua baris "
        "dan kirim yang benar.",
        "the KPJ {shown} already stands with another NIK in {other}. One KPJ belongs to one person; check both rows "
        "and send the right one.",
    ),
    "name-missing": Words(
        "error",
        "nama kosong atau bukan nama. Isi nama lengkap sesuai KTP.",
        "the name is empty or no name. Fill in the full name as on the identity card.",
    ),
    "name-odd": Words(
        "error",
        "nama berisi rumus atau tanda yang tidak ada dalam nama ({shown}). Tulis nama sesuai KTP.",
        "the name holds a formula or signs no name has ({shown}). Write it as on the identity card.",
    ),
    "row-shifted": Words(
        "error",
        "baris ini punya lebih banyak kolom daripada judul; isinya mungkin bergeser. Beri tanda kutip pada isi yang "
        "memuat pemisah kolom, atau kirim sebagai .xlsx.",
        "this row has more columns than the header; its cells may have moved. Put quotes around cells that hold the "
        "separator, or send an .xlsx.",
    ),
    "row-quote-open": Words(
        "error",
        "tanda kutip dibuka tetapi tidak ditutup di baris ini. Hapus tanda kutip yang berlebih.",
        "a quotation mark is opened but never closed in this row. Remove the stray quotation mark.",
    ),
    "nik-birth-date": Words(
        "warning",
        "tanggal lahir dan angka NIK ({shown}) tidak cocok. Keduanya disimpan; bandingkan dengan KTP.",
        "the birth date and the digits of the NIK ({shown}) disagree. Both are kept; compare with the identity card.",
    ),
    "nik-sex": Words(
        "warning",
        "jenis kelamin dan angka NIK ({shown}) tidak cocok. Keduanya disimpan; bandingkan dengan KTP.",
        "the sex and the digits of the NIK ({shown}) disagree. Both are kept; compare with the identity card.",
    ),
    "birth-date-missing": Words(
        "warning",
        "tanggal lahir kosong. Baris diterima tanpa tanggal lahir; lengkapi nanti.",
        "the birth date is empty. The row is taken without it; fill it in later.",
    ),
    "birth-date-impossible": Words(
        "warning",
        "tidak ada tanggal lahir seperti ini: {shown}. Baris diterima tanpa tanggal lahir; tulis seperti 31-12-1990.",
        "there is no such birth date: {shown}. The row is taken without it; write it like 31-12-1990.",
    ),
    "birth-date-unlikely": Words(
        "warning",
        "tanggal lahir {shown} tidak masuk akal. Baris diterima tanpa tanggal lahir; periksa tahunnya.",
        "the birth date {shown} cannot be right. The row is taken without it; check the year.",
    ),
    "start-date-impossible": Words(
        "warning",
        "tidak ada tanggal mulai seperti ini: {shown}. Tanggal dikosongkan; tulis seperti 31-12-2020.",
        "there is no such start date: {shown}. It stays empty; write it like 31-12-2020.",
    ),
    "start-date-unlikely": Words(
        "warning",
        "tanggal mulai {shown} tidak masuk akal. Tanggal dikosongkan; periksa tahunnya.",
        "the start date {shown} cannot be right. It stays empty; check the year.",
    ),
    "sex-unknown": Words(
        "warning",
        "jenis kelamin tidak dikenali ({shown}) dan dikosongkan. Tulis L atau P.",
        "the sex is not recognised ({shown}) and stays empty. Write L (male) or P (female).",
    ),
    "email-unusable": Words(
        "warning",
        "alamat surel tidak dapat dipakai ({shown}) dan dikosongkan. Periksa ejaannya.",
        "the e-mail address cannot be used ({shown}) and stays empty. Check its spelling.",
    ),
    "phone-cut": Words(
        "warning",
        "nomor telepon tersimpan sebagai bilangan ringkas ({shown}) dan dikosongkan. Jadikan kolom ini Teks.",
        "the telephone number was saved as a shortened number ({shown}) and stays empty. Set the column to Text.",
    ),
    "phone-unusable": Words(
        "warning",
        "nomor telepon tidak dapat dipakai ({shown}) dan dikosongkan. Tulis seperti 0812-3456-7890.",
        "the telephone number cannot be used ({shown}) and stays empty. Write it like 0812-3456-7890.",
    ),
    "programme-unknown": Words(
        "warning",
        "program {shown} tidak dikenali dan dilewati. Yang dikenali: JKK, JKM, JHT, JP, JKP.",
        "the programme {shown} is not recognised and is left out. Known: JKK, JKM, JHT, JP, JKP.",
    ),
    "text-odd": Words(
        "warning",
        "isi ({shown}) terlalu panjang atau berupa rumus, dan dikosongkan.",
        "the cell ({shown}) is too long or a formula, and stays empty.",
    ),
}
