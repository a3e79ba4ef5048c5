"""What is asked of somebody and of nobody costs the same: nothing of a person is read before a code fits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartu.accounts.activation import ActivationRefused, check_activation, make_activation_code
from kartu.accounts.recovery.codes import recovery_by_slip
from kartu.accounts.recovery.refusals import SlipRefused
from kartu.audit.actors import OPERATOR
from kartu.base.errors import DomainError, NotThere
from kartu.base.throttle import LIMITS, TooMany
from kartu.replacements.queries import case_by_number_and_code
from kartu.visits.queries import visit_by_number_and_code
from tests.accounts.builders import NIK, NOW, a_member
from tests.accounts.recovery import scenes
from tests.replacements.builders import new_scene, opened
from tests.visits.builders import new_place, ticket

pytestmark = pytest.mark.django_db
NOBODY = "4H7K-ZZZZ"
ADDRESS = "198.51.100.7"


def _a_case() -> str:
    return opened(new_scene()).number


def _a_visit() -> str:
    return ticket(new_place().branch).number


def _a_slip() -> str:
    return scenes.vouched(scenes.new_scene()).recovery.number


def _slip(number: str, code: str) -> object:
    return recovery_by_slip(number, code, address=ADDRESS, now=NOW)


def _statements(ask: Callable[[], object], refusal: type[DomainError]) -> list[str]:
    with CaptureQueriesContext(connection) as queries, pytest.raises(refusal):
        ask()
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.parametrize(
    ("somebody", "ask", "refusal"),
    [
        (_a_case, case_by_number_and_code, NotThere),
        (_a_visit, visit_by_number_and_code, NotThere),
        (_a_slip, _slip, SlipRefused),
    ],
)
def test_a_digest_is_all_that_is_read_before_its_code_fits(
    somebody: Callable[[], str], ask: Callable[[str, str], object], refusal: type[DomainError]
) -> None:
    number = somebody()

    hit, miss = (_statements(partial(ask, who, "X" * 10), refusal) for who in (number, NOBODY))

    assert len(hit) == len(miss)
    assert hit[-1].replace(number, "") == miss[-1].replace(NOBODY, "")
    assert "_hash" in hit[-1]
    assert "JOIN" not in hit[-1]


def test_an_activation_code_is_tried_by_one_statement_that_counts_for_the_network_in_the_same_commit() -> None:
    make_activation_code(a_member(), "employer", actor=OPERATOR, now=NOW)

    ask = partial(check_activation, "ktp", code="A" * 10, address=ADDRESS, now=NOW)
    hit, miss = (_statements(partial(ask, who), ActivationRefused) for who in (NIK, "3174012802019999"))

    assert [line.split()[0] for line in hit] == ["SAVEPOINT", "INSERT", "UPDATE", "RELEASE"]
    assert [line[:80] for line in hit[1:3]] == [line[:80] for line in miss[1:3]]
    assert len(hit) == len(miss)


def test_activation_codes_tried_from_one_network_come_to_an_end() -> None:
    for number in range(LIMITS["activation-address"].tries):
        with pytest.raises(ActivationRefused):
            check_activation("ktp", f"31740128020{number:05}", "A" * 10, address=ADDRESS, now=NOW)

    with pytest.raises(TooMany):
        check_activation("ktp", NIK, "A" * 10, address=ADDRESS, now=NOW)
