"""The second step: a code of the app counts once, a recovery code once, and nobody locks the owner out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from django.utils import timezone

from kartu.accounts.devices import Browser, remember_device
from kartu.accounts.models import User
from kartu.accounts.second_step import (
    RECOVERY,
    TOTP,
    CodeNotRight,
    codes_left,
    has_second_step,
    new_secret,
    remove_second_step,
    renew_recovery_codes,
    set_second_step,
    take_second_step,
)
from kartu.audit.models import Event
from kartu.base.throttle import LIMITS, TooMany
from kartu.notifications.models import Message
from tests.accounts.apps import app_code
from tests.accounts.builders import EMAIL, a_member, an_account

# A step begins here, so that a test of the clock says what it means.
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PHONE_HERE = "the-phone-they-always-use"


def _user() -> User:
    return an_account(a_member(email=EMAIL))


def _another() -> User:
    phone = "+6281200000001"
    return an_account(a_member("3174012802011502", phone=phone), name=("phone", phone))


def _with_step(user: User, *, now: datetime = NOW) -> tuple[str, list[str]]:
    secret = new_secret()
    return secret, set_second_step(user, secret, app_code(secret, now), now=now)


def _take(user: User, typed: str, *, now: datetime, device: str = "") -> str:
    return take_second_step(user, typed, device=device, now=now)


@pytest.mark.django_db
def test_the_app_of_rfc_6238_and_ours_agree() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the RFC's own, appendix B
    at = datetime.fromtimestamp(1111111109, tz=UTC)

    assert app_code(secret, at) == "081804"
    set_second_step(_user(), secret, "081804", now=at)


@pytest.mark.django_db
def test_nothing_is_on_before_a_code_shows_that_the_app_has_the_secret() -> None:
    user, secret = _user(), new_secret()

    with pytest.raises(CodeNotRight):
        set_second_step(user, secret, "000000", now=NOW)
    assert not has_second_step(user)

    codes = set_second_step(user, secret, app_code(secret, NOW), now=NOW)

    assert has_second_step(user)
    assert len(set(codes)) == codes_left(user) == 10
    assert Message.objects.filter(kind="second_step_on").count() == 2


@pytest.mark.django_db
def test_a_code_counts_once_and_none_before_it_counts_afterwards() -> None:
    user = _user()
    secret, _ = _with_step(user)
    later = NOW + timedelta(minutes=5)

    assert _take(user, app_code(secret, later), now=later) == TOTP
    for used in (0, -1):
        with pytest.raises(CodeNotRight):
            _take(user, app_code(secret, later, steps=used), now=later)
    assert _take(user, app_code(secret, later, steps=1), now=later) == TOTP


@pytest.mark.django_db
def test_the_code_that_set_it_up_opens_nothing() -> None:
    user = _user()
    secret, _ = _with_step(user)

    with pytest.raises(CodeNotRight):
        _take(user, app_code(secret, NOW), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "counts"), [(0, True), (29, True), (31, True), (59, True), (61, False), (-31, False)]
)
def test_a_code_is_good_for_its_half_minute_and_the_ones_beside_it(seconds: int, counts: bool) -> None:
    user = _user()
    secret, _ = _with_step(user)
    shown = NOW + timedelta(minutes=5)
    code = app_code(secret, shown)
    now = shown + timedelta(seconds=seconds)

    if counts:
        assert _take(user, code, now=now) == TOTP
    else:
        with pytest.raises(CodeNotRight):
            _take(user, code, now=now)


@pytest.mark.django_db
def test_a_recovery_code_is_used_once_and_the_member_is_told_how_many_are_left() -> None:
    user = _user()
    _, codes = _with_step(user)

    assert _take(user, f" {codes[3][:5].lower()}-{codes[3][5:]} ", now=NOW) == RECOVERY

    assert codes_left(user) == 9
    assert {message.values["left"] for message in Message.objects.filter(kind="recovery_code_used")} == {9}
    with pytest.raises(CodeNotRight):
        _take(user, codes[3], now=NOW)
    assert _take(user, codes[4], now=NOW) == RECOVERY


@pytest.mark.django_db
def test_new_recovery_codes_void_the_old_ones() -> None:
    user = _user()
    _, old = _with_step(user)

    new = renew_recovery_codes(user, now=NOW)

    with pytest.raises(CodeNotRight):
        _take(user, old[0], now=NOW)
    assert _take(user, new[0], now=NOW) == RECOVERY


@pytest.mark.django_db
def test_somebody_elses_codes_open_nothing() -> None:
    user, other = (
        _user(),
        an_account(a_member("3174012802011502", phone="+6281200000001"), name=("phone", "+6281200000001")),
    )
    _with_step(user)
    secret, codes = _with_step(other)
    later = NOW + timedelta(minutes=5)

    for typed in (app_code(secret, later), codes[0]):
        with pytest.raises(CodeNotRight):
            _take(user, typed, now=later)


@pytest.mark.django_db
def test_the_table_alone_tells_neither_secret_nor_codes() -> None:
    user = _user()
    secret, codes = _with_step(user)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = "".join(row[0] for row in cursor.fetchall())

    assert not [text for text in (secret, *codes) if text in stored]


@pytest.mark.django_db
def test_a_secret_moved_to_another_account_opens_nothing() -> None:
    user, other = (
        _user(),
        an_account(a_member("3174012802011502", phone="+6281200000001"), name=("phone", "+6281200000001")),
    )
    secret, _ = _with_step(user)
    _with_step(other)
    row = Authenticator.objects.get(user=user, type="totp")
    Authenticator.objects.filter(user=other, type="totp").update(data={**row.data, "step": 0})
    later = NOW + timedelta(minutes=5)

    with pytest.raises(Exception, match="unreadable"):
        _take(other, app_code(secret, later), now=later)


def test_django_allauth_can_store_no_secret_in_the_clear() -> None:
    with pytest.raises(NotImplementedError):
        get_adapter().encrypt("x")


@pytest.mark.django_db
def test_a_stranger_with_the_password_locks_strange_browsers_and_never_the_members_own() -> None:
    user = _user()
    secret, _ = _with_step(user)
    remember_device(user, Browser(PHONE_HERE), now=NOW)
    tries = LIMITS["second-account"].tries
    for _ in range(tries):
        with pytest.raises(CodeNotRight):
            _take(user, "000000", now=NOW)

    with pytest.raises(TooMany) as locked:
        _take(user, app_code(secret, NOW, steps=1), now=NOW)

    assert locked.value.until == NOW + LIMITS["second-account"].window
    assert _take(user, app_code(secret, NOW, steps=1), now=NOW, device=PHONE_HERE) == TOTP
    assert Message.objects.filter(kind="second_step_guessed").count() == 2
    assert Event.objects.filter(action="second-factor-refused").count() == tries


@pytest.mark.django_db
def test_switching_it_off_voids_a_password_that_was_good_only_with_it() -> None:
    user = _user()
    _with_step(user)
    User.objects.filter(pk=user.pk).update(password_short=True)
    user.refresh_from_db()

    remove_second_step(user, actor=user.actor, now=NOW)

    user.refresh_from_db()
    assert not has_second_step(user)
    assert not user.password_opens
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("kind", ["totp", "recovery"])
def test_of_eight_who_bring_the_same_code_at_once_one_gets_in(committed: None, kind: str) -> None:
    user = _user()
    secret, codes = _with_step(user, now=timezone.now() - timedelta(minutes=5))
    now = timezone.now()
    typed = app_code(secret, now) if kind == "totp" else codes[0]

    def bring(_: int) -> Any:
        try:
            return _take(user, typed, now=now)
        except CodeNotRight:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as many:
        came = list(many.map(bring, range(8)))

    assert sorted(filter(None, came)) == [kind]
