from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from kartu.accounts.models import Consent
from kartu.audit.actors import OPERATOR, Actor
from kartu.base.tenancy import employer_scope
from kartu.cards.issuing import renew_digital
from kartu.employers.consents import answer_asking, ask_consent
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


def test_a_request_without_the_workers_consent_is_refused() -> None:
    company, _, branch = scene()
    body = {"number": company.cards[0].membership.number, "reason": "damaged", "branch": branch.code}

    answer = company.machine.post("/requests", body)

    assert (answer.status_code, said(answer)["code"]) == (403, "consent-missing")
    assert not Replacement.objects.exists()


def test_a_request_with_consent_is_made_and_followed_by_its_number() -> None:
    company, stranger, branch = scene()
    membership = company.cards[0].membership
    actor = Actor("employer", company.owner.id)
    with employer_scope([company.employer.id]):
        asking = ask_consent(membership, Consent.EMPLOYER_ACTS, actor=actor, now=timezone.now())
    answer_asking(asking, yes=True, proof="login", now=timezone.now())

    made = company.machine.post("/requests", {"number": membership.number, "reason": "damaged", "branch": branch.code})

    case = said(made)["request"]
    assert (made.status_code, said(made)["number"]) == (201, membership.number)
    assert said(company.machine.get(f"/requests/{case}"))["status"] == "submitted"
    assert [each["request"] for each in said(company.machine.get("/requests"))["items"]] == [case]
    assert stranger.machine.get(f"/requests/{case}").status_code == 404


def test_a_branch_nobody_knows_is_refused() -> None:
    company, _, _ = scene()
    body = {"number": company.cards[0].membership.number, "reason": "damaged", "branch": "XX"}

    answer = company.machine.post("/requests", body)

    assert (answer.status_code, said(answer)["code"]) == (422, "branch-not-there")
