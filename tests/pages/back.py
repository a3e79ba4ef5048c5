"""The clock, the slip and the reset, for tests of the ways back in."""

from __future__ import annotations

from datetime import timedelta

from kartu.accounts.recovery.opening import Opened
from tests.accounts.builders import BORN, NIK, NOW, last_code
from tests.pages.client import PageClient

SLIP = "/masuk/bantuan/lembar"
NEW = "sepeda kucing awan batu"
MOMENT = {"now": NOW}


def later(by: timedelta) -> None:
    MOMENT["now"] = NOW + by


def state_of(pages: PageClient) -> str:
    return str(pages.both(f"{SLIP}/keadaan")[0].content.decode())


def open_slip(pages: PageClient, opened: Opened) -> str:
    answer = pages.post(SLIP, {"number": opened.recovery.number.lower(), "code": opened.code})
    assert answer.headers["Location"] == f"{SLIP}/keadaan"
    return state_of(pages)


def reset(pages: PageClient, way: str = "phone", password: str = NEW) -> str:
    pages.post("/masuk/lupa", {"identity": NIK, "birth_date": f"{BORN:%d-%m-%Y}"})
    pages.post("/masuk/lupa/cara", {"way": way})
    pages.post("/masuk/lupa/kode", {"code": last_code()})
    return str(pages.post("/masuk/lupa/sandi", {"password": password}).headers.get("Location", ""))
