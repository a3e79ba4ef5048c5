"""Ten thousand tries at other people's passwords: as many are looked at as is written down, and the owner gets in.

KARTU_LONG=1 makes the count ten thousand; else a hundred or two do.
"""

from __future__ import annotations

import os

import pytest
from django.test import override_settings
from django.utils import timezone

from kartu.accounts import passwords, signing_in
from kartu.accounts.devices import Browser, remember_device
from kartu.accounts.models import User
from kartu.base.throttle import LIMITS, NEIGHBOURS
from kartu.base.work import challenge, solve
from tests.accounts.builders import PASSWORD, PHONE, a_member, an_account
from tests.pages.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LONG = os.environ.get("KARTU_LONG") == "1"
# From one address more than two windows allow it; from several the one account's own limit is what a short run meets.
SPREADS = {"one-address": 260, "one-network": 120, "everywhere": 120}


@override_settings(WORK_BITS=4)
@pytest.mark.parametrize("spread", SPREADS)
def test_stuffing_and_spraying_get_the_tries_that_are_written_down_and_the_owner_gets_in(
    statics: object, monkeypatch: pytest.MonkeyPatch, spread: str
) -> None:
    looked_at: list[str] = []
    right = passwords.with_password

    def counting(users: list[User], password: str) -> list[User]:
        # Whether a password fits is tested elsewhere; here its costly computation is only counted.
        if password == PASSWORD:
            return right(users, password)
        looked_at.append(password)
        return []

    monkeypatch.setattr(signing_in, "with_password", counting)
    user = an_account(a_member())
    token = remember_device(user, Browser(""), now=timezone.now()).token
    attacker, came_in, opened = PageClient(), 0, 0
    tries = 10_000 if LONG else SPREADS[spread]
    for number in range(tries):
        attacker.defaults["REMOTE_ADDR"] = _address(spread, number)
        # Half of them at one account with ever other passwords, half with one password at ever other accounts.
        name = PHONE if number % 2 else f"0813{number:08}"
        work = solve(challenge(now=timezone.now()))
        attacker.post("/masuk", {"name": name, "password": f"tebakan nomor {number}", "work": work})
        opened += "_auth_user_id" in attacker.session
        # The owner comes by four times in between.
        if number % (tries // 4) == tries // 4 - 1:
            came_in += _owner_comes_in(token, _address(spread, number))

    account, address = LIMITS["sign-in-account"].tries, LIMITS["sign-in-address"].tries
    allowed = {
        "one-address": address,
        "one-network": address * NEIGHBOURS,
        # Names nobody has are free to try where every address is new; the one account is not.
        "everywhere": tries // 2 + account,
    }
    windows = 2  # the run may go over the end of one
    at_one_account = sum(1 for each in looked_at if int(each.rpartition(" ")[2]) % 2)
    assert opened == 0
    assert came_in == 4
    assert 0 < len(looked_at) <= allowed[spread] * windows
    assert at_one_account <= account * windows


def _owner_comes_in(token: str, address: str) -> bool:
    """The owner, at the browser the account knows, from the very address the attack comes from."""
    owner = PageClient()
    owner.defaults["REMOTE_ADDR"] = address
    owner.cookies["perangkat"] = token
    answer = owner.post("/masuk", {"name": PHONE, "password": PASSWORD})
    return answer.status_code == 302 and answer.headers["Location"] == "/kartu"


def _address(spread: str, number: int) -> str:
    if spread == "one-address":
        return "203.0.113.7"
    if spread == "one-network":
        return f"203.0.113.{number % 250}"
    return f"{11 + number // 62500}.{number // 250 % 250}.{number % 250}.9"
