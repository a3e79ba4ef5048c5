"""Messages about ways back in, to every contact the fund holds: whoever did not ask calls it off."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

RECOVERY_WAITS: Final = "recovery_waits"
RECOVERY_READY: Final = "recovery_ready"
RECOVERY_DONE: Final = "recovery_done"
RECOVERY_CANCELLED: Final = "recovery_cancelled"

RECOVERY_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        RECOVERY_WAITS: kind(
            "number way ends halt",
            id=(
                "Ada yang minta masuk ke akun Anda",
                (
                    "{way} minta akses ke akun Anda dipulihkan ({number}). Mulai {ends} akun dapat dibuka dengan"
                    " lembar itu. Bukan Anda? Batalkan dengan satu ketukan: {halt}"
                ),
            ),
            en=(
                "Somebody asks to get into your account",
                (
                    "{way} asks for a way back into your account ({number}). From {ends} that slip opens it. Was it"
                    " not you? Call it off with one tap: {halt}"
                ),
            ),
        ),
        RECOVERY_READY: kind(
            "number way ends halt",
            id=(
                "Akun Anda bisa dibuka lagi",
                (
                    "Masa tunggu {number} selesai ({way}). Buka Masuk, Bantuan dan pakai lembar Anda sebelum {ends}."
                    " Bukan Anda? Batalkan: {halt}"
                ),
            ),
            en=(
                "You can get back in now",
                (
                    "The wait of {number} is over ({way}). Open Sign in, Help and use your slip before {ends}. Was it"
                    " not you? Call it off: {halt}"
                ),
            ),
        ),
        RECOVERY_DONE: kind(
            "number way",
            id=(
                "Akses akun Anda sudah dipulihkan",
                (
                    "Akses ke akun Anda sudah dipulihkan ({number}, {way}). Semua yang masih masuk sudah dikeluarkan."
                    " Bukan Anda? Segera telepon kami."
                ),
            ),
            en=(
                "You are back in your account",
                (
                    "The way back into your account was used ({number}, {way}). Everybody who was signed in is out."
                    " Was it not you? Call us at once."
                ),
            ),
        ),
        RECOVERY_CANCELLED: kind(
            "number way",
            id=(
                "Pemulihan akses dibatalkan",
                "Pemulihan akses {number} ({way}) dibatalkan. Lembarnya tidak membuka apa pun lagi.",
            ),
            en=(
                "The way back in was called off",
                "The way back in {number} ({way}) was called off. Its slip opens nothing any more.",
            ),
        ),
    }
)

WAYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code": ("Seseorang dengan kode SMS", "Somebody with a code by text message"),
        "employer": ("Perusahaan Anda", "Your employer"),
        "officer": ("Petugas kantor cabang", "An officer at a branch"),
    }
)
"""By whose word a way back in was asked for."""
