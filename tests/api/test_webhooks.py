from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook

from kartu.audit.actors import OPERATOR, member_actor
from kartu.base.tenancy import fund_scope
from kartu.cards.issuing import renew_digital
from kartu.employers.machines.hooks import KINDS, MOST_HOOKS
from kartu.employers.machines.models import ApiCall
from kartu.employers.machines.sending import send_due
from kartu.employers.machines.watching import watch
from kartu.replacements import states
from kartu.replacements.reports import report_lost
from tests.api.conftest import Company
from tests.employers.machines.receiver import Receiver, receiver


@pytest.fixture
def other_side(settings: Settings) -> Iterator[Receiver]:
    settings.HOOKS_LOOPBACK = True
    with receiver() as kept:
        yield kept


def work() -> None:
    """What the job does every ten seconds."""
    with fund_scope():
        watch(now=timezone.now())
        send_due(now=timezone.now())


def register(company: Company, other_side: Receiver) -> dict[str, object]:
    answer = company.machine.post("/webhooks", {"address": other_side.address, "kinds": list(KINDS)})
    assert answer.status_code == 201
    made: dict[str, object] = json.loads(answer.content)
    return made


def told(other_side: Receiver, secret: object) -> list[tuple[str, dict[str, object]]]:
    found = [Webhook(str(secret)).verify(body, headers) for headers, body in other_side.came]
    return [(each["type"], each["data"]) for each in found]


@pytest.mark.usefixtures("committed")
def test_a_card_reported_lost_is_told_to_its_employer_and_to_nobody_else(
    statics: object, other_side: Receiver, settings: Settings
) -> None:
    from tests.api.conftest import new_company  # noqa: PLC0415  after the database has changed

    company, stranger = new_company("AW000001"), new_company("AW000002")
    secret = register(company, other_side)["secret"]
    for card in (company.cards[2], stranger.cards[0]):
        renew_digital(card, actor=OPERATOR, now=timezone.now())

    for card in (company.cards[2], stranger.cards[0]):
        actor = member_actor(card.member_id)
        report_lost(card, states.LOST, states.LOGIN, actor=actor, now=timezone.now())
    work()
    work()

    kinds = [kind for kind, _ in told(other_side, secret)]
    assert sorted(kinds) == ["card.blocked", "card.renewed", "card.renewed"]
    assert {str(data["number"]) for _, data in told(other_side, secret)} == {company.cards[2].membership.number}
    assert all(data["employer"] == company.unit.npp for _, data in told(other_side, secret))


def test_a_trial_event_arrives_and_stands_in_the_log(company: Company, other_side: Receiver) -> None:
    made = register(company, other_side)

    answer = company.machine.post(f"/webhooks/{made['webhook']}/test")
    work()

    log = json.loads(company.machine.get(f"/webhooks/{made['webhook']}/deliveries").content)["items"]
    assert answer.status_code == 202
    assert told(other_side, made["secret"]) == [("webhook.test", {})]
    assert [(each["kind"], each["tries"], "taken_at" in each) for each in log] == [("webhook.test", 1, True)]


def test_the_secret_is_shown_once_and_again_only_to_the_same_request(company: Company, other_side: Receiver) -> None:
    body = {"address": other_side.address, "kinds": ["card.blocked"]}

    first = company.machine.post("/webhooks", body, name="first-call-0001")
    again = company.machine.post("/webhooks", body, name="first-call-0001")
    listed = company.machine.get("/webhooks")

    secret = json.loads(first.content)["secret"]
    assert again.content == first.content
    assert len(json.loads(listed.content)["items"]) == 1
    assert secret not in listed.content.decode()
    with fund_scope():
        assert secret.encode() not in bytes(ApiCall.objects.get().answer_sealed or b"")


def test_another_companys_address_is_not_there(company: Company, stranger: Company, other_side: Receiver) -> None:
    made = register(company, other_side)

    answers = [
        stranger.machine.get(f"/webhooks/{made['webhook']}"),
        stranger.machine.get(f"/webhooks/{made['webhook']}/deliveries"),
        stranger.machine.post(f"/webhooks/{made['webhook']}/test"),
        stranger.machine.send("DELETE", f"/webhooks/{made['webhook']}"),
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, stranger.machine.get("/webhooks/999999").content)
    }
    assert company.machine.get(f"/webhooks/{made['webhook']}").status_code == 200


def test_an_address_is_removed_and_is_told_nothing_more(company: Company, other_side: Receiver) -> None:
    made = register(company, other_side)
    company.machine.post(f"/webhooks/{made['webhook']}/test")

    answer = company.machine.send("DELETE", f"/webhooks/{made['webhook']}")
    work()

    assert answer.status_code == 204
    assert other_side.came == []
    assert company.machine.get(f"/webhooks/{made['webhook']}").status_code == 404


@pytest.mark.parametrize("address", ["https://localhost/", "http://example.com/", "ftp://example.com/", "https://a b/"])
def test_an_inner_or_plain_address_is_refused(company: Company, address: str) -> None:
    answer = company.machine.post("/webhooks", {"address": address, "kinds": ["card.blocked"]})

    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "address-refused")


def test_a_company_has_so_many_addresses_at_most(company: Company) -> None:
    body = {"kinds": ["card.blocked"]}
    for number in range(MOST_HOOKS):
        company.machine.post("/webhooks", {**body, "address": f"https://hooks.example.com/{number}"})

    answer = company.machine.post("/webhooks", {**body, "address": "https://hooks.example.com/more"})

    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "too-many-webhooks")
