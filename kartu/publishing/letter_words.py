"""A loss letter's verdict in words."""

from __future__ import annotations

from kartu.base.language import say
from kartu.publishing.letters import CheckedLetter, LetterVerdict

Words = tuple[str, str]  # Indonesian, English

HEADLINES: dict[LetterVerdict, Words] = {
    LetterVerdict.GOOD: ("Surat ini sah dan berlaku", "This letter is genuine and good"),
    LetterVerdict.LAPSED: ("Masa berlaku surat habis", "The letter has lapsed"),
    LetterVerdict.WITHDRAWN: ("Surat ini sudah ditarik", "This letter was withdrawn"),
    LetterVerdict.NOT_OURS: ("Bukan surat dari kantor yang kami percaya", "Not a letter of a station we trust"),
    LetterVerdict.COULD_NOT_CHECK: ("Tidak dapat diperiksa", "Could not be checked"),
}
ADVICE: dict[LetterVerdict, Words] = {
    LetterVerdict.GOOD: (
        "Cocokkan nama dan nomor ini dengan kertasnya dan dengan pembawanya.",
        "Compare this name and number with the paper and with whoever carries it.",
    ),
    LetterVerdict.LAPSED: (
        "Suratnya asli. Kantor polisi yang menerbitkannya dapat memperpanjang, gratis.",
        "It is genuine. The station that issued it can extend it, free.",
    ),
    LetterVerdict.WITHDRAWN: (
        "Jangan terima: kantor polisi yang menerbitkannya sudah menariknya.",
        "Do not accept it: the station that issued it has withdrawn it.",
    ),
    LetterVerdict.NOT_OURS: ("", ""),
    LetterVerdict.COULD_NOT_CHECK: ("Ini bukan berarti suratnya palsu.", "This does not mean that it is forged."),
}
REASONS: dict[str, Words] = {
    "bad-signature": (
        "Tanda tangannya tidak sah: kode ini diubah atau dipalsukan. Jangan terima.",
        "Its signature is not genuine: the code was changed or forged. Do not accept it.",
    ),
    "unknown-key": (
        "Surat dengan kode ini tidak pernah diterbitkan kantor polisi yang kami percaya. Jangan terima.",
        "No station we trust ever issued a letter with this code. Do not accept it.",
    ),
    "untrusted-key": (
        "Kunci kantor polisi ini tidak dipercaya lagi. Minta surat baru di kantor itu.",
        "The key of this station is trusted no more. Ask for a new letter there.",
    ),
    "not-a-code": (
        "Ini bukan kode surat kehilangan. Surat tanpa kode diperiksa petugas, bukan di sini.",
        "This is not the code of a loss letter. A letter without a code is checked by an officer, not here.",
    ),
    "no-code": (
        "Tidak ada kode QR yang terbaca pada gambar ini. Foto ulang lebih dekat, terang dan lurus.",
        "No QR code could be read in this picture. Take it again closer, brighter and straight.",
    ),
    "no-keys": (
        "Belum ada kantor polisi dalam daftar kepercayaan di sini.",
        "There is no station on the trust list here yet.",
    ),
    "status-unreachable": (
        "Daftar surat sedang tidak dapat dibuka. Coba lagi beberapa menit lagi.",
        "The list of letters cannot be opened at present. Try again in a few minutes.",
    ),
}


def headline(checked: CheckedLetter, language: str) -> str:
    """The answer in a few words."""
    return _said(HEADLINES[checked.verdict], language)


def advice(checked: CheckedLetter, language: str) -> str:
    """What to do about it; empty where the reason says that."""
    return _said(ADVICE[checked.verdict], language)


def reason(checked: CheckedLetter, language: str) -> str:
    """Why, where the answer alone does not say it."""
    if checked.verdict not in (LetterVerdict.NOT_OURS, LetterVerdict.COULD_NOT_CHECK):
        return ""
    return _said(REASONS.get(checked.reason, REASONS["not-a-code"]), language)


def _said(words: Words, language: str) -> str:
    return say(language, id=words[0], en=words[1])
