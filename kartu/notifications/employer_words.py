"""Messages about what an employer says, and about the ways in that it hands out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

PROPOSAL: Final = "proposal"
ACTIVATION_SLIP: Final = "activation_slip"
ACTIVATION_INVITATION: Final = "activation_invitation"
HAS_LEFT: Final = "has_left"

EMPLOYER_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        PROPOSAL: kind(
            "employer_id",
            id=(
                "{employer} mengirim data tentang Anda",
                (
                    "{employer} mengirim data tentang Anda. Tidak ada yang diubah sebelum Anda setuju. Periksa, lalu"
                    " jawab ya atau tidak: {site}/profil/usulan"
                ),
            ),
            en=(
                "{employer} has sent data about you",
                (
                    "{employer} has sent data about you. Nothing changes before you agree. Look at it and answer yes or"
                    " no: {site}/profil/usulan"
                ),
            ),
        ),
        ACTIVATION_SLIP: kind(
            "employer_id",
            id=(
                "Kode aktivasi Anda dicetak oleh {employer}",
                (
                    "{employer} mencetak lembar kode aktivasi untuk Anda. Minta lembar itu kepada personalia. Bukan"
                    " tempat kerja Anda? Telepon kami."
                ),
            ),
            en=(
                "{employer} has printed your activation code",
                (
                    "{employer} has printed a sheet with an activation code for you. Ask your HR department for it. Not"
                    " your employer? Call us."
                ),
            ),
        ),
        ACTIVATION_INVITATION: kind(
            "employer_id",
            id=(
                "Buka kartu digital Anda",
                (
                    "{employer} mengajak Anda membuka kartu digital. Buat akun dengan kode yang kami kirim ke kontak"
                    " ini: {site}/daftar"
                ),
            ),
            en=(
                "Open your digital card",
                (
                    "{employer} invites you to open your digital card. Create an account with a code we send to this"
                    " contact: {site}/daftar"
                ),
            ),
        ),
        HAS_LEFT: kind(
            "employer_id until",
            id=(
                "{employer} mencatat Anda keluar",
                (
                    "{employer} mencatat hari terakhir Anda bekerja: {until}. Nomor dan kartu Anda tetap milik Anda."
                    " Tidak benar? Telepon kami."
                ),
            ),
            en=(
                "{employer} says that you have left",
                (
                    "{employer} gives {until} as your last day of work. Your number and your card stay yours. Not"
                    " true? Call us."
                ),
            ),
        ),
    }
)
