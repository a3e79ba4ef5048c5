"""Messages about accounts: codes, passwords and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

SENT_CODE: Final = "sent_code"
ACCOUNT_OPENED: Final = "account_opened"
PASSWORD_CHANGED: Final = "password_changed"  # noqa: S105  no password
CONTACT_WAITS: Final = "contact_waits"
CONTACT_CHANGED: Final = "contact_changed"

ACCOUNT_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        SENT_CODE: kind(
            "seed purpose",
            id=(
                "Kode Anda: {code}",
                "{code} adalah kode Anda untuk {purpose}. Berlaku 10 menit. Jangan beri tahu siapa pun.",
            ),
            en=(
                "Your code: {code}",
                "{code} is your code to {purpose}. It is good for 10 minutes. Tell it to nobody.",
            ),
            good_for=timedelta(minutes=10),
        ),
        ACCOUNT_OPENED: kind(
            "",
            id=(
                "Akun Anda sudah dibuat",
                "Akun Anda sudah dibuat dan siap dipakai. Bukan Anda yang membuatnya? Segera telepon kami.",
            ),
            en=(
                "Your account is open",
                "Your account is open and ready to use. Was it not you who opened it? Call us at once.",
            ),
        ),
        PASSWORD_CHANGED: kind(
            "",
            id=(
                "Kata sandi Anda diganti",
                "Kata sandi akun Anda baru saja diganti. Bukan Anda yang menggantinya? Segera telepon kami.",
            ),
            en=(
                "Your password was changed",
                "The password of your account has just been changed. Was it not you? Call us at once.",
            ),
        ),
        CONTACT_WAITS: kind(
            "change until stop",
            id=(
                "Kontak Anda akan berubah",
                (
                    "Ada permintaan untuk {change}. Mulai berlaku {until}. Bukan Anda yang meminta? Batalkan dengan"
                    " satu ketukan: {stop}"
                ),
            ),
            en=(
                "Your contacts are about to change",
                (
                    "There is a request to {change}. It takes effect on {until}. Was it not you who asked? Call it off"
                    " with one tap: {stop}"
                ),
            ),
        ),
        CONTACT_CHANGED: kind(
            "",
            id=(
                "Kontak Anda sudah berubah",
                "Kontak pada akun Anda sudah berubah. Lihat di halaman Kontak. Bukan Anda? Segera telepon kami.",
            ),
            en=(
                "Your contacts have changed",
                "The contacts of your account have changed. See the Contacts page. Was it not you? Call us at once.",
            ),
        ),
    }
)

PURPOSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sign_up": ("membuat akun", "open your account"),
        "sign_in": ("masuk", "sign in"),
        "reset": ("mengganti kata sandi", "set a new password"),
        "contact": ("memakai kontak ini di akun Anda", "use this contact with your account"),
        "report": ("melaporkan kartu hilang", "report a lost card"),
        "number": ("melihat nomor peserta Anda", "see your membership number"),
    }
)
"""What a code is for."""

CONTACT_CHANGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "add_email": ("menambah alamat email", "add an e-mail address"),
        "add_phone": ("menambah nomor ponsel", "add a phone number"),
        "end_email": ("menghapus alamat email", "remove an e-mail address"),
        "end_phone": ("menghapus nomor ponsel", "remove a phone number"),
    }
)
