"""Messages about a printed card: the code to ask for it with, who else may, and one that comes by post."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

PICKUP_CODE: Final = "pickup_code"
RELATIVE_NAMED: Final = "relative_named"
CERTIFICATE_ISSUED: Final = "certificate_issued"
ARRIVAL_REMINDER: Final = "arrival_reminder"
CARD_ARRIVED: Final = "card_arrived"

PRINTING_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        PICKUP_CODE: kind(
            "number branch_id follow",
            id=(
                "Kode ambil kartu Anda",
                (
                    "Kode ambil: {code}. Sebutkan kepada petugas di {branch} saat mengambil kartu permohonan {number},"
                    " dan bawa dokumen identitas. Jangan beri tahu orang lain: untuk keluarga buat kode tersendiri di"
                    " halaman permohonan Anda."
                ),
            ),
            en=(
                "Your pickup code",
                (
                    "Pickup code: {code}. Say it to the officer at {branch} when you collect the card of request"
                    " {number}, and bring an identity document. Tell nobody else: for a relative make a code of their"
                    " own on your request's page."
                ),
            ),
        ),
        RELATIVE_NAMED: kind(
            "number branch_id",
            id=(
                "Keluarga boleh mengambil kartu Anda",
                (
                    "Untuk permohonan {number}, seorang keluarga yang Anda sebut boleh mengambil kartu di {branch}"
                    " dengan kode sekali pakai. Bukan Anda yang meminta? Cabut di halaman permohonan."
                ),
            ),
            en=(
                "A relative may collect your card",
                (
                    "For request {number}, a relative you named may collect the card at {branch} with a code that"
                    " works once. Was it not you? Take it back on the request's page."
                ),
            ),
        ),
        CERTIFICATE_ISSUED: kind(
            "number until",
            id=(
                "Surat keterangan sementara diterbitkan",
                (
                    "Surat keterangan sementara untuk permohonan {number} diterbitkan, berlaku sampai {until} atau"
                    " sampai kartu baru diserahkan. Bukan Anda yang meminta? Beri tahu kami."
                ),
            ),
            en=(
                "An interim certificate was issued",
                (
                    "An interim certificate for request {number} was issued, good until {until} or until the new card"
                    " is handed over. Was it not you who asked? Tell us."
                ),
            ),
        ),
        ARRIVAL_REMINDER: kind(
            "number branch_id until",
            id=(
                "Kartu kiriman pos sudah sampai?",
                (
                    "Kartu untuk permohonan {number} kami kirim lewat pos dan baru berlaku sesudah kodenya Anda pindai:"
                    " {site}/permohonan/{number}/sampai Belum sampai pada {until}? Katakan di halaman itu, atau hubungi"
                    " {branch}."
                ),
            ),
            en=(
                "Has your card come by post?",
                (
                    "We sent the card for request {number} by post; it is valid only once you have scanned its code:"
                    " {site}/permohonan/{number}/sampai Not there by {until}? Say so on that page, or ask {branch}."
                ),
            ),
        ),
        CARD_ARRIVED: kind(
            "number",
            id=(
                "Kartu baru Anda berlaku",
                (
                    "Kartu untuk permohonan {number} sudah sampai: kode di kartu itu sudah dipindai. Kartu itu berlaku"
                    " sekarang; kartu yang lama tidak berlaku lagi. Bukan Anda? Segera telepon kami."
                ),
            ),
            en=(
                "Your new card is valid",
                (
                    "The card for request {number} has come: the code on it was scanned. It is valid now; the old one"
                    " is not. Was it not you? Call us at once."
                ),
            ),
        ),
    }
)
