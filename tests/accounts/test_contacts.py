"""A member's contacts: one always stays, and what is asked twice at once is asked once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from kartu.accounts.activation import make_activation_code
from kartu.accounts.contacts import (
    KnownAlready,
    LastContact,
    contacts_of,
    end_contact,
    finish_due_changes,
    name_contact,
)
from kartu.accounts.models import ActivationCode, ContactChange
from kartu.audit.actors import OPERATOR
from tests.accounts.builders import EMAIL, NOW, a_member
from tests.replacements.builders import at_once


@pytest.mark.django_db
def test_of_two_contacts_one_stays_however_soon_the_other_is_to_go() -> None:
    member = a_member(email=EMAIL)
    first, second = contacts_of(member.id)
    end_contact(member, first.id, now=NOW)

    with pytest.raises(LastContact):
        end_contact(member, second.id, now=NOW)
    finish_due_changes(now=NOW + timedelta(days=4))

    assert [contact.id for contact in contacts_of(member.id)] == [second.id]


@pytest.mark.usefixtures("committed")
def test_of_two_contacts_ended_at_once_one_stays() -> None:
    member = a_member(email=EMAIL)

    ends = at_once([partial(end_contact, member, contact.id, now=NOW) for contact in contacts_of(member.id)])

    assert Counter(end if isinstance(end, str) else end.code for end in ends) == {"done": 1, LastContact.code: 1}


@pytest.mark.usefixtures("committed")
def test_a_contact_named_twice_at_once_is_one_change() -> None:
    member = a_member()

    ends = at_once([partial(name_contact, member, EMAIL, actor=OPERATOR, now=NOW)] * 4)

    assert {end if isinstance(end, str) else end.code for end in ends} <= {"done", KnownAlready.code}
    assert ContactChange.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_of_activation_codes_made_at_once_the_last_one_is_good() -> None:
    member = a_member()

    ends = at_once([partial(make_activation_code, member, "employer", actor=OPERATOR, now=NOW)] * 4)

    assert ends == ["done"] * 4
    assert ActivationCode.objects.count() == 1
