from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kartu.accounts.activation import LIFETIME, ActivationRefused, activate, make_activation_code
from kartu.accounts.models import ActivationCode, User
from kartu.audit.actors import OPERATOR
from kartu.registry.members import Person, register_member
from kartu.registry.models import Member

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NIK = "3174012802011501"


def _member(nik: str = NIK) -> Member:
    return register_member(Person(nik, "Siti Rahmawati"), actor=OPERATOR, now=NOW)


def _code(member: Member) -> str:
    return make_activation_code(member, "employer", actor=OPERATOR, now=NOW)


@pytest.mark.django_db
def test_a_code_opens_the_account_of_its_member_once() -> None:
    member = _member()
    code = _code(member)

    user = activate("ktp", NIK, f" {code[:5].lower()}-{code[5:]} ", now=NOW)

    assert user.member == member
    assert not user.has_usable_password()
    with pytest.raises(ActivationRefused):
        activate("ktp", NIK, code, now=NOW)


@pytest.mark.django_db
def test_the_code_itself_is_not_stored() -> None:
    code = _code(_member())

    assert code.encode() not in bytes(ActivationCode.objects.get().code_hash)
    assert len(code) == 10


@pytest.mark.django_db
def test_every_refusal_reads_the_same() -> None:
    code = _code(_member())
    other = _code(_member("3174012802011502"))

    words = set()
    for identity, typed, at in (
        (NIK, "AAAAAAAAAA", NOW),
        (NIK, other, NOW),
        ("3174012802019999", code, NOW),
        (NIK, code, NOW + LIFETIME + timedelta(seconds=1)),
        (NIK, "", NOW),
    ):
        with pytest.raises(ActivationRefused) as refusal:
            activate("ktp", identity, typed, now=at)
        words.add((refusal.value.words("id"), str(refusal.value)))

    assert len(words) == 1
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_after_five_wrong_tries_even_the_right_code_opens_nothing() -> None:
    code = _code(_member())
    for _ in range(5):
        with pytest.raises(ActivationRefused):
            activate("ktp", NIK, "AAAAAAAAAA", now=NOW)

    with pytest.raises(ActivationRefused):
        activate("ktp", NIK, code, now=NOW)


@pytest.mark.django_db
def test_a_new_code_voids_the_one_before() -> None:
    member = _member()
    old, new = _code(member), _code(member)

    with pytest.raises(ActivationRefused):
        activate("ktp", NIK, old, now=NOW)

    assert activate("ktp", NIK, new, now=NOW).member == member


def test_of_eight_parallel_uses_one_opens_the_account(committed: None) -> None:
    code = _code(_member())
    start, opened, refused = threading.Barrier(8), list[User](), list[ActivationRefused]()

    def use() -> None:
        start.wait(30)
        try:
            opened.append(activate("ktp", NIK, code, now=NOW))
        except ActivationRefused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(opened), len(refused)) == (1, 7)
