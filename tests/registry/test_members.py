from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kartu.audit.actors import OPERATOR
from kartu.base.crypto import Unreadable
from kartu.registry.lookups import member_by_identity, members_by_person
from kartu.registry.members import Person, register_member
from kartu.registry.models import Member

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PERSON = Person(identity="3174012802011501", name="Siti Nur'aini", birth_date=date(2001, 2, 28), birth_place="Tual")


@pytest.mark.django_db
def test_a_member_reads_back_as_written_and_rests_sealed() -> None:
    written = register_member(PERSON, actor=OPERATOR, now=NOW)

    member = Member.objects.get(pk=written.pk)

    assert (member.identity, member.name, member.birth_date, member.birth_place, member.address) == (
        PERSON.identity,
        PERSON.name,
        PERSON.birth_date,
        "Tual",
        "",
    )
    stored = b"".join(bytes(value) for value in Member.objects.values_list("name_sealed", "identity_sealed").get())
    assert PERSON.identity.encode() not in stored
    assert b"Siti" not in stored


@pytest.mark.django_db
def test_a_sealed_value_moved_to_another_member_does_not_open() -> None:
    first = register_member(PERSON, actor=OPERATOR, now=NOW)
    second = register_member(Person("3174012802011502", "Budi"), actor=OPERATOR, now=NOW)

    Member.objects.filter(pk=second.pk).update(name_sealed=first.name_sealed)

    with pytest.raises(Unreadable):
        _ = Member.objects.get(pk=second.pk).name


@pytest.mark.django_db
def test_a_member_is_found_by_identity_and_by_name_with_birth_date_however_spelled() -> None:
    member = register_member(PERSON, actor=OPERATOR, now=NOW)

    by_identity = member_by_identity("ktp", "3174 0128-0201 1501")
    by_person = members_by_person("SITI  NUR'AINI", date(2001, 2, 28))

    assert by_identity == member
    assert by_person == [member]
    assert members_by_person("Siti Nur'aini", date(2001, 2, 27)) == []
