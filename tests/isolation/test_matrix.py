"""Every address of the employers' doors × every role × somebody else's thing: the answer is that of nothing there.

The tables of tests/isolation/routes.py are held against the resolver: a new address without a row fails here. That the
questions are the right ones is proved by the owner of the things, for whom the same questions work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.test import Client

from kartu.accounts.models import Role, User
from kartu.api.operations import Operation
from kartu.api.table import OPERATIONS
from kartu.audit.actors import Actor
from kartu.base.tenancy import fund_scope
from kartu.employers.machines.keys import SCOPES
from kartu.registry.models import Employer
from tests.api.client import machine_of
from tests.employers.acting import Company, company
from tests.employers.builders import hr_person
from tests.isolation import routes
from tests.isolation.asking import Answer, Question, acted, answer_to, everything
from tests.isolation.questions import api_questions, hr_questions
from tests.isolation.world import World
from tests.pages.members import sign_in
from tests.pages.officers import sign_in_officer

# Whom the role alone keeps out, before anything is looked up.
KEPT_OUT = {
    "desk officer": 403,
    "member": 302,
    "nobody": 302,
    "no key": 401,
    "made-up key": 401,
    "key of another company without the scope": 403,
    "own key without the scope": 403,
}
# A form answers with itself: nobody of that number here. The API: no unit of that number.
NOT_THERE: dict[str, int] = {
    **dict.fromkeys(("hr-worker-search", "hr-batch-new", "hr-download-new", "hr-hand-over", "hr-list"), 200),
    "hr-pick": 302,  # picks nobody
    **dict.fromkeys(("api workers", "api send-roster", "api add-webhook"), 422),
}
# Choosing, picking and looking for leave none; slips are made once a page (tests/hr/test_workers.py).
LEAVES_NO_EVENT = {"hr-unit", "hr-worker-search", "hr-slips-pdf", "hr-pick"}


def test_every_address_of_hr_is_in_the_matrix() -> None:
    known = routes.NAMED.keys() | routes.IN_A_FORM.keys() | routes.NAMES_NOTHING
    found = dict(routes.hr_routes())
    with_parameter = {name for name, route in found.items() if set(routes.parameters(route)) - routes.FILLED.keys()}

    assert found.keys() - known == set(), "say in tests/isolation/routes.py what these addresses name"
    assert known - found.keys() == set()
    assert with_parameter - {"hr-first-entry"} == routes.NAMED.keys()


def test_every_operation_of_the_api_is_in_the_matrix(world: World) -> None:
    asked = {operation.name for operation, _ in api_questions(world)}

    told = "say in tests/isolation/routes.py what these operations name"
    assert {each.name for each in OPERATIONS} - asked == routes.API_NAMES_NOTHING, told


def test_to_everybody_else_what_is_somebodys_is_not_there(world: World) -> None:
    clients = _people(world)
    before, faults, asked = everything(), [], 0

    for who, client in clients.items():
        for each in hr_questions(world, most=9 if who == "owner of another company" else 1):
            given = answer_to(each.foreign, client)
            for nothing in each.made_up:
                faults += _differs(given, answer_to(nothing, client), who, each.name)
                asked += 1

    assert faults == []
    assert _changed(before) == set()
    assert asked > len(clients) * 2 * len(routes.NAMED)


def test_to_every_other_machine_what_is_somebodys_is_not_there(world: World) -> None:
    machines = _machines(world)
    before, faults, client = everything(), [], _client()

    for who, key_for in machines.items():
        for operation, each in api_questions(world):
            key = key_for(operation)
            given = answer_to(_with(each.foreign, key), client)
            for nothing in each.made_up:
                faults += _differs(given, answer_to(_with(nothing, key), client), who, each.name)

    assert faults == []
    assert _changed(before) == set()


def test_to_its_owner_the_same_questions_are_answered(world: World) -> None:
    client, faults, known = _client(), [], set()
    with fund_scope():
        sign_in_officer(client, world.company.hr)

    for each in hr_questions(world):
        status, moved = acted(each.foreign, client)
        if status == 405:
            continue
        known.add(each.name)
        acts = each.foreign.method == "POST" and each.name not in LEAVES_NO_EVENT
        if status not in (200, 302) or (acts and not moved):
            faults.append(f"{each.foreign.method} {each.name}: {status}, {'an' if moved else 'no'} event")

    assert faults == []
    assert known == routes.NAMED.keys() | routes.IN_A_FORM.keys()


def test_to_its_own_machine_the_same_questions_are_answered(world: World) -> None:
    with fund_scope():
        key = machine_of(world.company.employer, User.objects.get(pk=world.company.hr.id or 0)).secret

    answers = {each.name: acted(_with(each.foreign, key), _client())[0] for _, each in api_questions(world)}

    assert {name: status for name, status in answers.items() if status not in (200, 201, 202, 204)} == {}


def test_the_matrix_finds_an_address_that_tells_apart() -> None:
    nothing = Answer(404, (), "nothing")

    assert _differs(Answer(404, (), "something"), nothing, "x", "y") == ["x, y: body of 404/404"]
    assert _differs(Answer(403, (), "nothing"), nothing, "x", "y") == ["x, y: status of 403/404"]
    assert _differs(Answer(200, (), ""), Answer(200, (), ""), "x", "y") == ["x, y: answers 200"]


def _people(world: World) -> dict[str, Client]:
    """Whoever might ask, signed in."""
    clients = {}
    with fund_scope():
        other = company("PT Laut Biru")
        staff = {
            "owner of another company": other.hr,
            "officer of another company": other.second,
            "reader of another company": _hr(other.employer, Role.READER, other),
            "owner of a unit below": _hr(world.unit, Role.OWNER, other),
            "desk officer": world.officer,
        }
        for who, actor in staff.items():
            clients[who] = _client()
            sign_in_officer(clients[who], actor)
        clients["member"] = _client()
        sign_in(clients["member"], world.worker.member)
    return {**clients, "nobody": _client()}


def _machines(world: World) -> dict[str, Callable[[Operation], str]]:
    """Keys by whose they are; some depend on the scope an operation needs."""
    with fund_scope():
        other = company("PT Laut Biru")
        stranger, owner = hr_person(other.employer, other.now), User.objects.get(pk=world.company.hr.id or 0)
        theirs = machine_of(other.employer, stranger).secret
        below = machine_of(world.unit, hr_person(world.unit, other.now)).secret
        without: dict[str, dict[str | None, str]] = {"theirs": {}, "own": {}}
        for scope in SCOPES:
            rest = [each for each in SCOPES if each != scope]
            without["theirs"][scope] = machine_of(other.employer, stranger, *rest).secret
            without["own"][scope] = machine_of(world.company.employer, owner, *rest).secret
    return {
        "key of another company": lambda _: theirs,
        "key of a unit below": lambda _: below,
        "key of another company without the scope": lambda operation: without["theirs"][operation.needs],
        "own key without the scope": lambda operation: without["own"][operation.needs],
        "made-up key": lambda _: f"kartu_{'a' * 10}_{'b' * 43}",
        "no key": lambda _: "",
    }


def _differs(given: Answer, nothing: Answer, who: str, name: str) -> list[str]:
    """How the answer about somebody's thing is not that about nothing, or lets in who should be kept out."""
    parts = [part for part in Answer.__slots__ if getattr(given, part) != getattr(nothing, part)]
    if parts:
        return [f"{who}, {name}: {', '.join(parts)} of {given.status}/{nothing.status}"]
    expected = {KEPT_OUT.get(who) or NOT_THERE.get(name, 404)}
    if who.startswith(("officer", "reader")):
        expected = expected | {403}  # by the grade, before anything is looked up
    # 405: an address that does not know this method at all, to its owner neither.
    return [] if given.status in expected | {405} else [f"{who}, {name}: answers {given.status}"]


def _changed(before: Mapping[str, str]) -> set[str]:
    return {table for table, digest in everything().items() if digest != before.get(table)}


def _with(question: Question, key: str) -> Question:
    bearing = {"Authorization": f"Bearer {key}"} if key else {}
    return replace(question, machine={**(question.machine or {}), **bearing})


def _client() -> Client:
    """A client that does not look pages over: that is done where they are made."""
    return Client(headers={"host": "localhost"})


def _hr(employer: Employer, grade: str, of: Company) -> Actor:
    return Actor("employer", hr_person(employer, of.now, grade=grade).id)
