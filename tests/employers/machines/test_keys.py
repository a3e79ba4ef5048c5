from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kartu.accounts.models import Role, User
from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import OPERATOR, Actor
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.base.tenancy import employer_scope
from kartu.employers.machines.keys import MOST_KEYS, ROSTER, STATES, keys_of, make_key, open_with, revoke_key
from kartu.employers.machines.models import ApiKey
from kartu.employers.machines.refusals import BadKey, KeyRefused, TooManyKeys
from kartu.registry.models import Employer
from tests.employers.builders import employer, hr_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LIFE = timedelta(days=30)


@pytest.fixture
def company() -> Employer:
    return employer("KK000001", NOW)


@pytest.fixture
def owner(company: Employer) -> User:
    return hr_person(company, NOW)


def made(company: Employer, owner: User) -> tuple[ApiKey, str]:
    actor = Actor("employer", owner.id)
    return make_key(company, owner, "Sistem HR", [ROSTER, STATES], life=LIFE, actor=actor, now=NOW)


def test_a_key_opens_its_row_and_stands_nowhere_in_the_database(company: Employer, owner: User) -> None:
    row, key = made(company, owner)

    found = open_with(key, now=NOW)

    assert found == row
    assert found.may == {ROSTER, STATES}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM employers_apikey AS k WHERE k::text LIKE %s", [f"%{key[-20:]}%"])
        assert cursor.fetchone() == (0,)
    assert key[-20:] not in str(list(Event.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    "key", ["", "kartu_", "kartu_abcdefghij_" + "x" * 43, "x" * 5000, "kartu_abcdefghij_\0" + "x" * 42]
)
def test_what_is_no_key_is_refused_like_a_wrong_one(key: str) -> None:
    with pytest.raises(KeyRefused):
        open_with(key, now=NOW)


def test_one_letter_more_less_or_other_opens_nothing(company: Employer, owner: User) -> None:
    _, key = made(company, owner)
    last = "A" if key[-1] != "A" else "B"

    for wrong in (key[:-1], key + "x", key[:-1] + last):
        with pytest.raises(KeyRefused):
            open_with(wrong, now=NOW)


def test_a_key_ends_with_its_day_when_revoked_and_with_its_makers_role(company: Employer, owner: User) -> None:
    row, key = made(company, owner)

    with pytest.raises(KeyRefused):
        open_with(key, now=NOW + LIFE)
    Role.objects.filter(user=owner).update(until=NOW + timedelta(days=1))
    with pytest.raises(KeyRefused):
        open_with(key, now=NOW + timedelta(days=2))
    revoke_key([company.id], row.id, actor=OPERATOR, now=NOW)
    with pytest.raises(KeyRefused):
        open_with(key, now=NOW)


def test_revoking_twice_is_one_revocation(company: Employer, owner: User) -> None:
    row, _ = made(company, owner)

    revoke_key([company.id], row.id, actor=OPERATOR, now=NOW)
    revoke_key([company.id], row.id, actor=OPERATOR, now=NOW + LIFE)

    assert keys_of([company.id]).get().revoked_at == NOW
    assert Event.objects.filter(action="api-key-revoked").count() == 1


def test_another_employers_key_is_not_there(company: Employer, owner: User) -> None:
    row, _ = made(company, owner)
    other = employer("KK000002", NOW)

    with employer_scope([other.id]), pytest.raises(NotThere):
        revoke_key([other.id, company.id], row.id, actor=OPERATOR, now=NOW)


@pytest.mark.parametrize("grade", [Role.HR_OFFICER, Role.READER])
def test_only_an_owner_makes_keys(company: Employer, grade: str) -> None:
    person = hr_person(company, NOW, grade=grade)

    with pytest.raises(RoleMissing):
        made(company, person)


def test_an_owner_of_another_company_makes_none_here(company: Employer) -> None:
    stranger = hr_person(employer("KK000003", NOW), NOW)

    with pytest.raises(RoleMissing):
        made(company, stranger)


@pytest.mark.parametrize(
    ("name", "scopes", "life"),
    [
        ("", [STATES], LIFE),
        (" \0 ", [STATES], LIFE),
        ("x" * 61, [STATES], LIFE),
        ("HR", [], LIFE),
        ("HR", ["everything"], LIFE),
        ("HR", [STATES], timedelta(0)),
        ("HR", [STATES], timedelta(days=367)),
    ],
)
def test_a_key_without_name_scope_or_end_is_not_made(
    company: Employer, owner: User, name: str, scopes: list[str], life: timedelta
) -> None:
    with pytest.raises(BadKey):
        make_key(company, owner, name, scopes, life=life, actor=OPERATOR, now=NOW)


def test_a_company_has_so_many_keys_at_most(company: Employer, owner: User) -> None:
    for _ in range(MOST_KEYS):
        made(company, owner)

    with pytest.raises(TooManyKeys):
        made(company, owner)
