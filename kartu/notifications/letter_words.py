"""Messages about papers: a picture that cannot be read, a police letter that lapses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

PICTURE_UNCLEAR: Final = "picture_unclear"
LETTER_LAPSES: Final = "letter_lapses"

LETTER_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        PICTURE_UNCLEAR: kind(
            "number papers",
            id=(
                "Foto untuk {number} belum terbaca",
                (
                    "Foto {papers} untuk permohonan {number} belum bisa dibaca. Ambil sekali lagi, terang dan lurus;"
                    " isian lain tidak perlu diulang: {site}/permohonan/{number}/lagi"
                ),
            ),
            en=(
                "The photo for {number} cannot be read",
                (
                    "The photo for {papers} of request {number} cannot be read yet. Take it once more, bright and"
                    " straight; nothing else has to be filled in again: {site}/permohonan/{number}/lagi"
                ),
            ),
        ),
        LETTER_LAPSES: kind(
            "number until",
            id=(
                "Surat kehilangan Anda berlaku sampai {until}",
                (
                    "Surat kehilangan untuk permohonan {number} berlaku sampai {until} dan belum diterima petugas. Ada"
                    " yang masih kami tunggu dari Anda? Kirim sebelum hari itu. Lewat dari itu, minta diperpanjang di"
                    " kantor polisi yang sama, gratis, lalu kirim lagi: {site}/permohonan/{number}"
                ),
            ),
            en=(
                "Your loss letter is good until {until}",
                (
                    "The loss letter for request {number} is good until {until}, and no officer has accepted it yet. Is"
                    " there something we still wait for? Send it before that day. After it, have it extended at the"
                    " same station, free, and send it again: {site}/permohonan/{number}"
                ),
            ),
        ),
    }
)
