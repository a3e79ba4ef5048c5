from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import renew_digital
from kartu.registry.models import Branch
from kartu.replacements.models import Replacement, Report
from tests.api.conftest import Company, new_company

pytestmark = pytest.mark.usefixtures("committed", "statics")


def scene() -> tuple[Company, Company, Branch]:
    company, stranger = new_company("AQ000001"), new_company("AQ000002")
    branch = Branch.objects.create(code="AQ01", name="Cabang Tual", city="Tual", address="Jalan Laut 7")
    renew_digital(company.cards[0], actor=OPERATOR, now=timezone.now())
    return company, stranger, branch


def said(answer: Any) -> Any:
    return json.loads(answer.content)


def test_a_report_blocks_the_workers_card_at_once() -> None:
    company, _, _ = scene()
    number = company.cards[0].membership.number

    answer = company.machine.post("/reports", {"number": number, "reason": "lost"})

    assert (answer.status_code, said(answer)["status"]) == (201, "blocking")
    assert said(company.machine.get(f"/workers/{number}"))["card"]["digital"] == "blocked"


def test_the_card_of_another_companys_worker_is_not_there_and_stays_as_it_is() -> None:
    company, stranger, branch = scene()
    number = company.cards[0].membership.number

    report = stranger.machine.post("/reports", {"number": number, "reason": "lost"})
    request = stranger.machine.post("/requests", {"number": number, "reason": "damaged", "branch": branch.code})
    unknown = stranger.machine.post("/reports", {"number": "99999999999", "reason": "lost"})

    assert (report.status_code, request.status_code) == (404, 404)
    assert report.content == unknown.content == request.content
    assert (Report.objects.count(), Replacement.objects.count()) == (0, 0)


def test_a_request_needs_what_the_page_needs_and_is_followed_by_its_number() -> None:
    company, stranger, branch = scene()
    number = company.cards[0].membership.number

    answer = company.machine.post("/requests", {"number": number, "reason": "damaged", "branch": branch.code})

    # Without the worker's consent it is refused; the rules are those of the verb the page uses.
    assert answer.status_code in {201, 403}
    if answer.status_code == 201:
        case = said(answer)["request"]
        assert said(company.machine.get(f"/requests/{case}"))["number"] == number
        assert [each["request"] for each in said(company.machine.get("/requests"))["items"]] == [case]
        assert stranger.machine.get(f"/requests/{case}").status_code == 404


def test_a_branch_nobody_knows_is_refused() -> None:
    company, _, _ = scene()
    body = {"number": company.cards[0].membership.number, "reason": "damaged", "branch": "XX"}

    answer = company.machine.post("/requests", body)

    assert (answer.status_code, said(answer)["code"]) == (422, "branch-not-there")
