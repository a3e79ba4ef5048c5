"""An interim certificate's verdict in words."""

from __future__ import annotations

from kartu.base.language import say
from kartu.publishing.letters import CheckedLetter, LetterVerdict

Words = tuple[str, str]  # Indonesian, English

HEADLINES: dict[LetterVerdict, Words] = {
    LetterVerdict.GOOD: ("Surat keterangan sementara ini berlaku", "This interim certificate is good"),
    LetterVerdict.LAPSED: ("Masa berlaku surat habis", "The certificate has lapsed"),
    LetterVerdict.WITHDRAWN: ("Surat ini sudah ditarik", "This certificate was withdrawn"),
    LetterVerdict.NOT_OURS: ("Bukan surat keterangan kami", "Not a certificate of ours"),
    LetterVerdict.COULD_NOT_CHECK: ("Tidak dapat diperiksa", "Could not be checked"),
}
ADVICE: dict[LetterVerdict, Words] = {
    LetterVerdict.GOOD: (
        "Ini bukan kartu. Cocokkan nama dan tanggal lahir dengan dokumen identitas pembawanya.",
        "This is not the card. Compare name and birth date with an identity document of whoever carries it.",
    ),
    LetterVerdict.LAPSED: (
        "Kepesertaan orangnya tetap berlaku. Minta kartunya, atau hubungi kami.",
        "The person's membership goes on. Ask for the card, or call us.",
    ),
    LetterVerdict.WITHDRAWN: (
        "Jangan terima: kartu baru sudah diserahkan, atau permohonannya berakhir. Minta kartunya.",
        "Do not accept it: the new card was handed over, or the request ended. Ask for the card.",
    ),
    LetterVerdict.NOT_OURS: ("Jangan terima sebagai surat kami.", "Do not accept it as ours."),
    LetterVerdict.COULD_NOT_CHECK: ("Ini bukan berarti suratnya palsu.", "This does not mean that it is forged."),
}


def headline(checked: CheckedLetter, language: str) -> str:
    """The answer in a few words."""
    words = HEADLINES[checked.verdict]
    return say(language, id=words[0], en=words[1])


def advice(checked: CheckedLetter, language: str) -> str:
    """What to do about it."""
    words = ADVICE[checked.verdict]
    return say(language, id=words[0], en=words[1])
