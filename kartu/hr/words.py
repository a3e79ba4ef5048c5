"""Words the employer's pages say for what the rooms call by a code."""

from __future__ import annotations

from collections.abc import Mapping

from kartu.base.said import said
from kartu.employers import states
from kartu.employers.machines.keys import REQUESTS, ROSTER, STATES, WEBHOOKS

SCOPES: Mapping[str, str] = {
    ROSTER: said(
        id="Mengirim daftar pekerja; siapa masih bekerja atau keluar", en="Send rosters; who still works here or leaves"
    ),
    STATES: said(id="Melihat keadaan kartu", en="See how cards stand"),
    REQUESTS: said(id="Melapor hilang dan mengajukan kartu", en="Report cards lost and ask for new ones"),
    WEBHOOKS: said(id="Mengatur webhook", en="See to webhooks"),
}
UPLOADS: Mapping[str, tuple[str, str]] = {
    states.RECEIVED: (said(id="Sedang dibaca", en="Being read"), ""),
    states.HELD: (said(id="Diperiksa lembaga", en="With the fund"), "warn"),
    states.READY: (said(id="Menunggu persetujuan Anda", en="Waits for your yes"), "warn"),
    states.CONFIRMED: (said(id="Sedang dicatat", en="Being written down"), ""),
    states.DONE: (said(id="Selesai dicatat", en="Written down"), "ok"),
    states.UNDOING: (said(id="Sedang ditarik", en="Being undone"), ""),
    states.UNDONE: (said(id="Sudah ditarik", en="Undone"), "plain"),
    states.REFUSED: (said(id="Ditolak", en="Refused"), "bad"),
    states.CANCELLED: (said(id="Dibatalkan", en="Called off"), "plain"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    states.NEW: (
        said(id="Baru", en="New"),
        said(id="belum tercatat di unit ini", en="not with this unit yet"),
    ),
    states.CHANGED: (
        said(id="Berubah", en="Changed"),
        said(id="berbeda dari catatan kami", en="not as we have them"),
    ),
    states.LEFT: (
        said(id="Tidak disebut lagi", en="No longer named"),
        said(id="tercatat, tetapi tidak ada di berkas", en="with us, but not in the file"),
    ),
    states.UNCHANGED: (said(id="Tetap", en="Unchanged"), said(id="tidak ada yang diubah", en="nothing to change")),
    states.BAD: (said(id="Ditolak", en="Refused"), said(id="perlu diperbaiki", en="to be corrected")),
}
STAYING = (
    said(id="Masih bekerja", en="Still work here"),
    said(id="akan dicatat masih bekerja", en="will be noted as still here"),
)
LEAVING = (said(id="Keluar", en="Leaving"), said(id="akan dicatat keluar", en="will be noted as having left"))
CHANGES: Mapping[str, str] = {
    "name": said(id="nama", en="name"),
    "birth_date": said(id="tanggal lahir", en="date of birth"),
    "staff_number": said(id="nomor pegawai", en="staff number"),
}
OUTCOMES: Mapping[str, str] = {
    states.RECORDED: said(id="dicatat", en="written down"),
    states.ASKED: said(id="orangnya ditanya lebih dulu", en="the person is asked first"),
    states.KEPT: said(id="sudah ada", en="there already"),
    states.NOT_TAKEN: said(id="tidak dapat dicatat lagi", en="can no longer be taken"),
    states.TAKEN_BACK: said(id="ditarik kembali", en="taken back"),
    states.USED: said(id="tetap, karena sudah dipakai", en="stays, because it is used by now"),
}
CARDS: Mapping[str, tuple[str, str]] = {
    "good": (said(id="Berlaku", en="Good"), "ok"),
    "blocked": (said(id="Diblokir", en="Blocked"), "bad"),
    "none": (said(id="Belum dibuka", en="Not opened yet"), "plain"),
}
