"""The doors staff come in by: the branch's desk, the employers' door, the police desk; each with its own entrance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from kartu.accounts.models import Role
from kartu.accounts.staff import roles_of
from kartu.base.pages import page_of
from kartu.base.said import said


@dataclass(frozen=True, slots=True)
class StaffDoor:
    """One door: where it is and how it calls itself. `code` begins the names of its addresses."""

    code: str
    home: str
    name: str
    heading: str
    lead: str
    helper: str  # who makes a new link

    @property
    def sign_in(self) -> str:
        return f"{self.home}/masuk"

    @property
    def sign_out(self) -> str:
        return f"{self.home}/keluar"

    @property
    def own(self) -> str:
        return f"{self.home}/saya"


DESK = StaffDoor(
    "desk",
    "/meja",
    said(id="Meja petugas", en="Officers' desk"),
    said(id="Masuk petugas", en="Staff sign-in"),
    said(
        id="Petugas masuk dengan passkey: sidik jari, wajah, atau PIN perangkat ini.",
        en="Officers sign in with a passkey: this device's fingerprint, face or PIN.",
    ),
    said(id="penyelia Anda", en="your supervisor"),
)
HR = StaffDoor(
    "hr",
    "/perusahaan",
    said(id="Layanan perusahaan", en="Employer services"),
    said(id="Masuk perusahaan", en="Employer sign-in"),
    said(
        id="Personalia masuk dengan passkey: sidik jari, wajah, atau PIN perangkat ini.",
        en="HR signs in with a passkey: this device's fingerprint, face or PIN.",
    ),
    said(id="pemilik akun perusahaan Anda", en="the owner of your company's account"),
)
POLICE = StaffDoor(
    "police",
    "/polisi",
    said(id="Meja kepolisian", en="Police desk"),
    said(id="Masuk kepolisian", en="Police sign-in"),
    said(
        id="Petugas kantor polisi masuk dengan passkey: sidik jari, wajah, atau PIN perangkat ini.",
        en="Officers of a station sign in with a passkey: this device's fingerprint, face or PIN.",
    ),
    said(id="pengelola sistem dana", en="the fund's operator"),
)
# Who works at which door; the others of staff have their own page only.
DOORS: Mapping[str, StaffDoor] = {
    Role.Kind.OFFICER: DESK,
    Role.Kind.SUPERVISOR: DESK,
    Role.Kind.HR: HR,
    Role.Kind.POLICE: POLICE,
}


def home_of(user_id: int, *, now: datetime) -> str:
    """Where this account works, by the role held longest that has a door; else its own page."""
    doors = [DOORS[role.kind] for role in roles_of(user_id, now=now) if role.kind in DOORS]
    return doors[0].home if doors else DESK.own


def door_of(user_id: int, *, now: datetime) -> StaffDoor:
    """The door whose entrance suits this account."""
    return next((DOORS[role.kind] for role in roles_of(user_id, now=now) if role.kind in DOORS), DESK)


def entrance_address(request: HttpRequest, door: StaffDoor) -> str:
    """The door's entrance, and back to this page afterwards."""
    return entrance_back_to(door, page_of(request))


def entrance_back_to(door: StaffDoor, page: str) -> str:
    """The door's entrance, and to `page` afterwards."""
    return f"{door.sign_in}?{urlencode({'lanjut': page})}"
