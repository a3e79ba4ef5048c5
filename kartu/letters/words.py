"""What a loss letter calls things, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from kartu.base.said import said
from kartu.letters import states
from kartu.registry.models import Member

ITEMS: Mapping[str, str] = {
    states.CARD: said(id="Kartu peserta jaminan pekerja", en="Membership card of the workers' fund"),
    "ktp": said(id="KTP", en="Identity card (KTP)"),
    "sim": said(id="SIM", en="Driving licence (SIM)"),
    "stnk": said(id="STNK", en="Vehicle registration (STNK)"),
    "atm": said(id="Kartu ATM atau kredit", en="Bank or credit card"),
    "other": said(id="Barang lain", en="Something else"),
}
IDENTITIES: Mapping[str, str] = {
    Member.KTP: said(id="NIK", en="NIK"),
    Member.PASSPORT: said(id="Nomor paspor", en="Passport number"),
    Member.KITAS: said(id="Nomor KITAS", en="KITAS number"),
}
WITHDRAWALS: Mapping[str, str] = {
    "mistake": said(id="Ada yang salah tulis", en="Something in it is wrong"),
    "found": said(id="Barangnya ditemukan", en="What was lost was found"),
    "false": said(id="Laporannya tidak benar", en="The report was not true"),
    "other": said(id="Alasan lain", en="Another reason"),
}
