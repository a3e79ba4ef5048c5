"""Messages about visits to a branch; times are by the branch's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kartu.notifications.kinds import Kind, kind

VISIT_BOOKED: Final = "visit_booked"
VISIT_MOVED: Final = "visit_moved"
VISIT_CANCELLED: Final = "visit_cancelled"
VISIT_REMINDER: Final = "visit_reminder"
VISIT_CARRIED: Final = "visit_carried"

VISIT_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        VISIT_BOOKED: kind(
            "number follow branch_id day clock",
            id=(
                "Kunjungan {number} dipesan",
                (
                    "Kunjungan {number}: {day} pukul {clock} di {branch}, {address}. Kode {code}. Tidak perlu datang"
                    " lebih awal. Mengubah atau membatalkan: {site}/kunjungan"
                ),
            ),
            en=(
                "Visit {number} is booked",
                (
                    "Visit {number}: {day} at {clock}, {branch}, {address}. Code {code}. There is no need to come"
                    " earlier. To change or cancel it: {site}/kunjungan"
                ),
            ),
        ),
        VISIT_MOVED: kind(
            "number branch_id day clock",
            id=(
                "Waktu kunjungan {number} diganti",
                "Kunjungan {number} sekarang {day} pukul {clock} di {branch}, {address}. Kodenya tetap.",
            ),
            en=(
                "Visit {number} has a new time",
                "Visit {number} is now on {day} at {clock}, {branch}, {address}. The code stays the same.",
            ),
        ),
        VISIT_CANCELLED: kind(
            "number",
            id=(
                "Kunjungan {number} dibatalkan",
                "Kunjungan {number} dibatalkan. Waktunya untuk orang lain.",
            ),
            en=("Visit {number} is cancelled", "Visit {number} is cancelled. Its time goes to somebody else."),
        ),
        VISIT_REMINDER: kind(
            "number branch_id day clock",
            id=(
                "Pengingat kunjungan {number}",
                (
                    "Kunjungan {number}: {day} pukul {clock} di {branch}, {address}. Cukup datang pada waktunya."
                    " Tidak jadi? Batalkan di {site}/kunjungan supaya orang lain bisa memakainya."
                ),
            ),
            en=(
                "Reminder of your visit {number}",
                (
                    "Visit {number}: {day} at {clock}, {branch}, {address}. Coming at that time is enough. Not"
                    " coming? Cancel it at {site}/kunjungan so that somebody else can use it."
                ),
            ),
        ),
        VISIT_CARRIED: kind(
            "number follow branch_id day clock",
            id=(
                "Waktu baru untuk kunjungan Anda: {number}",
                (
                    "Maaf, kami belum sempat melayani Anda. Waktu baru Anda: {day} pukul {clock} di {branch},"
                    " {address}, nomor {number}, kode {code}. Anda didahulukan. Tidak cocok? Ubah di {site}/kunjungan"
                ),
            ),
            en=(
                "A new time for your visit: {number}",
                (
                    "We are sorry that we could not see you. Your new time: {day} at {clock}, {branch}, {address},"
                    " number {number}, code {code}. You have priority. Not possible? Change it at {site}/kunjungan"
                ),
            ),
        ),
    }
)
