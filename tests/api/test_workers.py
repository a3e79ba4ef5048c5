from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR
from kartu.base.tenancy import fund_scope
from kartu.base.throttle import LIMITS, Limit
from kartu.cards.issuing import renew_digital
from kartu.cards.lifecycle import block_card
from kartu.employers.machines.keys import STATES, WEBHOOKS, revoke_key
from kartu.employers.models import Attestation
from tests.api.client import ROOT, Machine, machine_of
from tests.api.conftest import Company, second_number


def numbers(answer: object) -> list[str]:
    return [item["number"] for item in json.loads(answer.content)["items"]]  # type: ignore[attr-defined]  # a response


def test_a_machine_sees_its_workers_and_how_their_cards_stand(company: Company, stranger: Company) -> None:
    renew_digital(company.cards[0], actor=OPERATOR, now=timezone.now())
    block_card(company.cards[0], reason="lost", actor=OPERATOR, now=timezone.now())

    answer = company.machine.get("/workers")

    items = json.loads(answer.content)["items"]
    assert [item["number"] for item in items] == [card.membership.number for card in company.cards]
    assert items[0]["card"] == {"digital": "blocked", "physical": "none"}
    assert items[2]["employer"] == company.unit.npp
    assert stranger.cards[0].membership.number not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_page_leads_to_the_next_until_there_is_none(company: Company) -> None:
    first = company.machine.get("/workers?limit=2")
    second = company.machine.get(f"/workers?limit=2&cursor={json.loads(first.content)['next']}")

    assert numbers(first) + numbers(second) == [card.membership.number for card in company.cards]
    assert "next" not in json.loads(second.content)


def test_the_list_of_a_unit_has_its_workers_only(company: Company) -> None:
    assert numbers(company.machine.get(f"/workers?employer={company.unit.npp}")) == [company.cards[2].membership.number]


def test_another_companys_unit_is_no_unit(company: Company, stranger: Company) -> None:
    answer = company.machine.get(f"/workers?employer={stranger.employer.npp}")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "unit-not-there")


def test_a_worker_of_two_companies_shows_each_its_own_number_only(company: Company, stranger: Company) -> None:
    second_number(company.cards[0], stranger.employer, "99990000001")

    assert "99990000001" in numbers(stranger.machine.get("/workers"))
    assert company.cards[0].membership.number not in numbers(stranger.machine.get("/workers"))
    assert "99990000001" not in numbers(company.machine.get("/workers"))


def test_who_has_left_is_not_there(company: Company) -> None:
    membership = company.cards[0].membership
    membership.ended_on = timezone.now().date() - timedelta(days=2)
    membership.save(update_fields=["ended_on"])

    assert company.machine.get(f"/workers/{membership.number}").status_code == 404
    assert membership.number not in numbers(company.machine.get("/workers"))


def test_an_unchanged_answer_is_not_sent_again(company: Company) -> None:
    tag = company.machine.get("/workers").headers["ETag"]

    again = company.machine.get("/workers", **{"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("secret", ["", "kartu_abcdefghij_" + "x" * 43, "\u00e9" * 9, "x" * 7000])
def test_without_a_valid_key_there_is_one_answer(company: Company, secret: str) -> None:
    answer = Machine(secret.encode().decode("latin-1"), document=company.machine.document).get("/key")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (401, "key-refused")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kartu"'


def test_a_revoked_key_and_the_key_of_somebody_who_left_are_refused(company: Company) -> None:
    other = machine_of(company.employer, company.owner)
    assert other.key is not None
    with fund_scope():
        revoke_key([company.employer.id], other.key.id, actor=OPERATOR, now=timezone.now())
    assert other.get("/key").status_code == 401

    Role.objects.filter(user=company.owner).update(until=timezone.now())

    assert company.machine.get("/key").status_code == 401


def test_a_key_does_what_its_scopes_say_and_no_more(company: Company) -> None:
    machine = machine_of(company.employer, company.owner, WEBHOOKS)

    answer = machine.get("/workers")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "scope-missing")
    assert machine.get("/webhooks").status_code == 200
    assert machine_of(company.employer, company.owner, STATES).get("/workers").status_code == 200


def test_a_key_says_whose_it_is(company: Company) -> None:
    said = json.loads(company.machine.get("/key").content)

    assert [each["npp"] for each in said["employers"]] == [company.employer.npp, company.unit.npp]


def test_too_many_requests_are_told_when_to_come_again(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "api-key", Limit(2, timedelta(minutes=1)))
    company.machine.get("/key")

    last, over = company.machine.get("/key"), company.machine.get("/key")

    assert last.headers["RateLimit"].startswith('"key";r=0;t=')
    assert (over.status_code, json.loads(over.content)["code"]) == (429, "too-many")
    assert 1 <= int(over.headers["Retry-After"]) <= 61


def test_wrong_keys_from_one_address_are_counted_and_a_good_one_still_opens(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "api-refused-address", Limit(2, timedelta(minutes=1)))
    guesser = Machine("kartu_abcdefghij_" + "x" * 43)

    statuses = [guesser.get("/key").status_code for _ in range(3)]

    assert statuses == [401, 401, 429]
    assert company.machine.get("/key").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not-there"),
        ("PUT", "/workers", 405, "method-refused"),
        ("BREW", "/key", 405, "method-refused"),
        ("GET", "/workers?limit=0", 400, "query-refused"),
        ("GET", "/workers?limit=999999999999999999999", 400, "query-refused"),
        ("GET", "/workers?cursor=%00", 400, "query-refused"),
        ("GET", "/workers?cursor=abc", 400, "query-refused"),
        ("GET", "/workers?colour=blue", 400, "query-refused"),
        ("GET", "/workers?limit=1&limit=2", 400, "query-refused"),
        ("GET", "/workers/%00", 404, "not-there"),
        ("GET", "/workers/1' OR 1=1", 404, "not-there"),
        ("GET", "/rosters/999999999999999999999999", 404, "not-there"),
        ("GET", "/webhooks/1", 404, "not-there"),
    ],
)
def test_what_cannot_be_done_is_a_problem_with_a_code(
    company: Company, method: str, path: str, status: int, code: str
) -> None:
    answer = company.machine.send(method, path)

    said = json.loads(answer.content)
    assert (answer.status_code, said["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_refusal_speaks_the_readers_language(company: Company) -> None:
    words = [
        json.loads(company.machine.get("/nowhere", **{"Accept-Language": language}).content)["title"]
        for language in ("id", "en-GB", "fr")
    ]

    assert words == ["Halaman tidak ditemukan", "Page not found", "Halaman tidak ditemukan"]


def test_too_large_a_body_is_refused_before_it_is_read(company: Company) -> None:
    answer = company.machine.post("/rosters", b"x" * 600_000)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (413, "too-large")


def test_a_bug_is_told_as_a_problem_and_shows_nothing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kartu.api.views.workers.standing_of", lambda _: 1 / 0)

    answer = company.machine.client.get(
        f"{ROOT}/workers", headers={"Authorization": f"Bearer {company.machine.secret}"}
    )

    said = json.loads(answer.content)
    assert (answer.status_code, said["code"]) == (500, "our-fault")
    assert "division" not in answer.content.decode()


def test_the_api_sets_no_cookie(company: Company) -> None:
    assert not company.machine.get("/workers").cookies
    assert not Client().get(f"{ROOT}/openapi.json?bahasa=en").cookies


def test_a_machine_says_who_still_works_there_and_who_has_left_and_takes_it_back(company: Company) -> None:
    worker = company.cards[0].membership
    path, day = f"/workers/{worker.number}/attestations", timezone.localdate()
    left = {"said": "left", "last_day": day.isoformat()}

    works = company.machine.post(path, {"said": "works"})
    leaving = [company.machine.post(path, left, name="the-very-same") for _ in range(2)]
    worker.refresh_from_db()
    ended = worker.ended_on
    number = json.loads(leaving[0].content)["attestation"]
    back = company.machine.post(f"/attestations/{number}/take-back")
    worker.refresh_from_db()

    assert (works.status_code, json.loads(works.content)["said"]) == (201, "works")
    assert (leaving[0].content, ended) == (leaving[1].content, day)
    assert (back.status_code, worker.ended_on) == (204, None)
    with fund_scope():
        assert Attestation.objects.filter(membership=worker).count() == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"said": "left"}, "body-refused"),
        ({"said": "works", "last_day": "2026-11-30"}, "body-refused"),
        ({"said": "left", "last_day": "2020-01-31"}, "bad-last-day"),
    ],
)
def test_a_leaving_has_a_last_day_that_can_be_said_today(company: Company, body: dict[str, str], code: str) -> None:
    answer = company.machine.post(f"/workers/{company.cards[0].membership.number}/attestations", body)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, code)
