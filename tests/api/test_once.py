from __future__ import annotations

import json
import threading
import uuid

import pytest
from django.db import connection

from kartu.base.tenancy import fund_scope
from kartu.employers.machines.models import Hook
from tests.api.client import Machine
from tests.api.conftest import Company, new_company

BODY = {"address": "https://hooks.example.com/in", "kinds": ["card.blocked"]}


def hooks() -> int:
    with fund_scope():
        return Hook.objects.count()


def test_a_request_sent_again_is_answered_again_and_done_once(company: Company) -> None:
    first = company.machine.post("/webhooks", BODY, name="the-very-same")
    second = company.machine.post("/webhooks", BODY, name="the-very-same")

    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert hooks() == 1


def test_the_same_name_for_something_else_is_refused(company: Company) -> None:
    company.machine.post("/webhooks", BODY, name="the-very-same")

    answer = company.machine.post("/webhooks", {**BODY, "kinds": ["case.moved"]}, name="the-very-same")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "idempotency-key-reused")
    assert hooks() == 1


def test_a_request_without_a_name_is_refused(company: Company) -> None:
    answer = company.machine.send("POST", "/webhooks", BODY)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "idempotency-key-missing")
    assert hooks() == 0


def test_what_was_refused_may_be_sent_again_under_the_same_name(company: Company) -> None:
    refused = company.machine.post("/webhooks", {**BODY, "address": "https://inner/"}, name="tried-again-1")

    put_right = company.machine.post("/webhooks", BODY, name="tried-again-1")

    assert (refused.status_code, put_right.status_code) == (422, 201)


@pytest.mark.usefixtures("committed", "statics")
def test_of_eight_at_once_one_is_done_and_the_others_get_its_answer_or_are_told_to_wait() -> None:
    company = new_company("AO000001")
    company.machine.get("/key")
    start, name = threading.Barrier(8), str(uuid.uuid4())
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        machine = Machine(company.machine.secret, document=company.machine.document)
        start.wait(30)
        try:
            answer = machine.post("/webhooks", BODY, name=name)
            answers.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 8
    assert {status for status, _ in answers} <= {201, 409}
    assert len({content for status, content in answers if status == 201}) == 1
    assert hooks() == 1
