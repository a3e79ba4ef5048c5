"""Messages about how an account is entered: new devices, second steps, passkeys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

NEW_DEVICE: Final = "new_device"
DEVICE_DISOWNED: Final = "device_disowned"
PASSKEY_ADDED: Final = "passkey_added"
PASSKEY_REMOVED: Final = "passkey_removed"
SECOND_STEP_ON: Final = "second_step_on"
SECOND_STEP_OFF: Final = "second_step_off"
SECOND_STEP_GUESSED: Final = "second_step_guessed"
RECOVERY_CODES_MADE: Final = "recovery_codes_made"
RECOVERY_CODE_USED: Final = "recovery_code_used"

SECURITY_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        NEW_DEVICE: kind(
            "browser disown",
            id=(
                "Akun Anda dibuka di perangkat baru",
                (
                    "Akun Anda baru saja dibuka di perangkat yang belum pernah dipakai ({browser}). Anda sendiri?"
                    " Abaikan pesan ini. Bukan Anda? Tolak dengan satu ketukan: {disown}"
                ),
            ),
            en=(
                "Your account was opened on a new device",
                (
                    "Your account has just been opened on a device not used before ({browser}). Was it you? Ignore"
                    " this message. Not you? Refuse it with one tap: {disown}"
                ),
            ),
        ),
        DEVICE_DISOWNED: kind(
            "",
            id=(
                "Perangkat asing sudah dikeluarkan",
                (
                    'Seseorang memakai tautan "bukan saya" dari pesan kami. Perangkat itu sudah dikeluarkan dan kata'
                    " sandi lama tidak berlaku lagi. Buat yang baru di halaman Masuk, Lupa kata sandi."
                ),
            ),
            en=(
                "The strange device is signed out",
                (
                    'The link "this was not me" from our message was used. That device is signed out, and the old'
                    " password is no longer valid. Set a new one at Sign in, Forgotten password."
                ),
            ),
        ),
        PASSKEY_ADDED: kind(
            "",
            id=(
                "Passkey baru di akun Anda",
                "Akun Anda kini bisa dibuka dengan passkey yang baru. Bukan Anda yang membuatnya? Segera telepon kami.",
            ),
            en=(
                "A new passkey in your account",
                "A new passkey opens your account from now on. Was it not you who made it? Call us at once.",
            ),
        ),
        PASSKEY_REMOVED: kind(
            "",
            id=(
                "Passkey dihapus dari akun Anda",
                "Satu passkey dihapus dari akun Anda. Bukan Anda yang menghapusnya? Segera telepon kami.",
            ),
            en=(
                "A passkey was removed from your account",
                "A passkey was removed from your account. Was it not you who removed it? Call us at once.",
            ),
        ),
        SECOND_STEP_ON: kind(
            "",
            id=(
                "Kode tambahan dinyalakan",
                (
                    "Mulai sekarang masuk ke akun Anda perlu kata sandi dan kode dari aplikasi. Bukan Anda yang"
                    " menyalakannya? Segera telepon kami."
                ),
            ),
            en=(
                "The second step is on",
                (
                    "From now on signing in takes your password and a code from your app. Was it not you who switched"
                    " this on? Call us at once."
                ),
            ),
        ),
        SECOND_STEP_OFF: kind(
            "",
            id=(
                "Kode tambahan dimatikan",
                (
                    "Masuk ke akun Anda kini tidak lagi perlu kode dari aplikasi. Bukan Anda yang mematikannya? Segera"
                    " telepon kami."
                ),
            ),
            en=(
                "The second step is off",
                (
                    "Signing in to your account no longer takes a code from an app. Was it not you who switched this"
                    " off? Call us at once."
                ),
            ),
        ),
        SECOND_STEP_GUESSED: kind(
            "",
            id=(
                "Ada yang tahu kata sandi Anda",
                (
                    "Seseorang memasukkan kata sandi Anda dengan benar, lalu berkali-kali salah menulis kode tambahan."
                    " Mereka tidak masuk. Bukan Anda? Ganti kata sandi di halaman Keamanan."
                ),
            ),
            en=(
                "Somebody knows your password",
                (
                    "Somebody gave your right password and then many wrong codes at the second step. They did not get"
                    " in. Was it not you? Change your password on the Security page."
                ),
            ),
        ),
        RECOVERY_CODES_MADE: kind(
            "",
            id=(
                "Kode cadangan baru",
                "Sepuluh kode cadangan baru dibuat; yang lama tidak berlaku lagi. Bukan Anda? Segera telepon kami.",
            ),
            en=(
                "New recovery codes",
                "Ten new recovery codes were made; the old ones no longer work. Was it not you? Call us at once.",
            ),
        ),
        RECOVERY_CODE_USED: kind(
            "left",
            id=(
                "Satu kode cadangan dipakai",
                "Akun Anda dibuka dengan kode cadangan. Sisa kode: {left}. Bukan Anda? Segera telepon kami.",
            ),
            en=(
                "A recovery code was used",
                "Your account was opened with a recovery code. Codes left: {left}. Was it not you? Call us at once.",
            ),
        ),
    }
)
