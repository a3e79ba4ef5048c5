"""The roster a demonstration offers to send shows one line of every kind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR
from kartu.demo import people
from kartu.employers import states
from kartu.registry.imports import import_roster
from kartu.registry.models import Employer
from tests.employers.builders import hr_person
from tests.employers.uploads import Company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_the_sample_roster_has_something_new_changed_left_unchanged_and_refused() -> None:
    for company in people.COMPANIES:
        import_roster(
            people.ROSTERS / company.roster, npp=company.npp, employer_name=company.name, actor=OPERATOR, now=NOW
        )
    first = Employer.objects.get(npp=people.COMPANIES[0].npp)
    mine = Company(first, hr_person(first, NOW, grade=Role.OWNER), NOW)

    upload = mine.sends_file(people.SENT_LATER.read_bytes())

    assert upload.status == states.READY
    assert {kind: upload.counts.get(kind, 0) for kind in ("new", "left", "refused")} == {
        "new": 7,
        "left": 2,
        "refused": 3,
    }
    assert upload.counts["changed"] >= 30
    assert mine.confirms(upload).outcome["asked"] >= 1
