"""The counter: calling by buttons that count once, the line that goes down, hours, closing, reports."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kartu.accounts.staff import RoleMissing
from kartu.audit.models import Event
from kartu.base.digits import link_token, new_seed
from kartu.desk.sheets import plain_cell
from kartu.visits import states
from kartu.visits.booking import Errand
from kartu.visits.calling import begin, call_next, finish
from kartu.visits.figures import figures_by_day
from kartu.visits.models import ClosedDay, Visit
from kartu.visits.staffing import hours_on, set_week, week_of
from kartu.visits.tickets import take_ticket
from tests.desk.looking import words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import Scene, new_scene, opened
from tests.visits.builders import OPENED, again, booked, minutes, ticket, times

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
PRESS = {"key": str(uuid4()), "act": "call", "number": "x", "counter": 1, "at": "2026-11-23T02:00:00Z"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday, nine in the morning at the branch."""
    monkeypatch.setattr(timezone, "now", lambda: OPENED)


@pytest.fixture
def counter(desk: PageClient) -> PageClient:
    """An officer at counter 3."""
    desk.post("/meja/antrean/loket", {"counter": "3"})
    return desk


@pytest.fixture
def boss(pages: PageClient, scene: Scene) -> PageClient:
    sign_in_officer(pages, scene.supervisor)
    return pages


def key_on(page: PageClient) -> str:
    return str(re.findall(r'name="key" value="(.*?)"', words(page.get("/meja/antrean")))[0])


def press(page: PageClient, act: str, **more: str) -> Any:
    return page.post(f"/meja/antrean/tekan/{act}", {"key": key_on(page), **more}, follow=True)


def test_from_the_call_to_the_next_one(counter: PageClient, scene: Scene) -> None:
    first, second = ticket(scene.branch), ticket(scene.branch, "hand_over")

    called = words(press(counter, "next"))
    press(counter, "begin")
    page = words(press(counter, "done-next"))

    # Each page puts the keyboard on the one button that is pressed next.
    assert [text.count(" autofocus") for text in (called, page)] == [1, 1]
    assert '<p class="now-no">D-001</p>' in called
    assert '<p class="now-no">B-002</p>' in page
    # Whom the officer serves stands first; which counter it is was chosen in the morning.
    assert called.index("now-no") < called.index("/meja/antrean/loket")
    assert [again(visit).status for visit in (first, second)] == [states.SERVED, states.CALLED]
    event = Event.objects.get(subject="visit", subject_id=second.id, action="visit-called")
    assert (event.actor_id, event.detail["counter"]) == (scene.officer.id, 3)


def test_from_the_counter_to_the_request_the_visitor_comes_for(counter: PageClient, scene: Scene) -> None:
    case = opened(scene)
    errand = Errand("hand_over", case.member, case, channel=states.DESK)
    take_ticket(scene.branch, errand, seed=new_seed(), actor=scene.officer, now=OPENED)

    page = words(press(counter, "next"))

    assert f'href="/meja/permohonan/{case.number}"' in page
    assert counter.get(f"/meja/permohonan/{case.number}").status_code == 200


def test_who_did_not_ask_for_priority_is_given_it_and_called_ahead(counter: PageClient, scene: Scene) -> None:
    tickets = [ticket(scene.branch) for _ in range(3)]

    for _ in range(2):
        press(counter, "priority", number=tickets[2].label)
    page = words(press(counter, "next"))

    assert '<p class="now-no">D-003</p>' in page
    assert Event.objects.filter(subject="visit", subject_id=tickets[2].id, action="visit-priority").count() == 1
    assert press(counter, "priority", number=tickets[2].label).status_code == 409


def test_a_button_pressed_twice_counts_once(counter: PageClient, scene: Scene) -> None:
    for _ in range(3):
        ticket(scene.branch)
    press(counter, "next")
    press(counter, "begin")
    key = key_on(counter)

    answers = [counter.post("/meja/antrean/tekan/done-next", {"key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Visit.objects.filter(branch=scene.branch, status=states.SERVED).count() == 1
    assert Visit.objects.filter(branch=scene.branch, status=states.CALLED).count() == 1


@pytest.mark.parametrize("act", ["next", "recall", "begin", "done", "absent", "transfer", "back", "arrive", "priority"])
def test_a_step_that_cannot_be_is_told_and_moves_nobody(counter: PageClient, act: str) -> None:
    answer = press(counter, act, number="D-099")

    assert answer.status_code == 409
    assert 'role="alert"' in words(answer)


@pytest.mark.parametrize("number", ["0", "51", "x", "", "9" * 50, "³"])
def test_a_counter_is_a_number_from_1_to_50(desk: PageClient, number: str) -> None:
    answer = desk.post("/meja/antrean/loket", {"counter": number})

    assert answer.status_code == 409
    assert desk.post("/meja/antrean/tekan/next", {"key": str(uuid4())}).status_code == 302


def test_three_calls_then_absent_then_back(counter: PageClient, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = ticket(scene.branch)
    press(counter, "next")
    for minute in (1, 2):
        monkeypatch.setattr(timezone, "now", lambda minute=minute: OPENED + minutes(minute))
        press(counter, "recall")
    monkeypatch.setattr(timezone, "now", lambda: OPENED + minutes(3))
    press(counter, "absent")
    absent = again(visit).status
    press(counter, "back", number=visit.number)

    assert (absent, again(visit).status) == (states.ABSENT, states.WAITING)


def test_passed_on_to_the_queue_or_to_a_counter(counter: PageClient, scene: Scene) -> None:
    visit = ticket(scene.branch)
    press(counter, "next")
    press(counter, "transfer", service="lost")
    back = again(visit)
    press(counter, "next")
    press(counter, "begin")
    press(counter, "transfer", service="lost", to="5")

    assert (back.status, back.service) == (states.WAITING, "lost")
    assert (again(visit).status, again(visit).counter) == (states.CALLED, 5)


def test_another_branchs_queue_is_not_there(counter: PageClient, scene: Scene) -> None:
    other = new_scene()
    foreign = ticket(other.branch)

    page = words(counter.get("/meja/antrean"))
    answer = press(counter, "arrive", number=foreign.number)

    assert foreign.label not in page
    assert answer.status_code == 409
    assert again(foreign).status == states.WAITING
    assert counter.get(f"/meja/antrean/lembar/{foreign.number}").status_code == 404


def test_a_ticket_is_given_at_the_desk_and_its_slip_printed(counter: PageClient, scene: Scene) -> None:
    counter.both("/meja/antrean/nomor")
    seed = new_seed()
    sent_in = {"service": "lost", "priority": "on", "seed": seed}
    _, answer = (counter.post("/meja/antrean/nomor", sent_in, follow=True) for _ in range(2))

    assert "A-001" in words(answer)
    assert "PRIORITAS" in words(answer)
    assert Visit.objects.filter(branch=scene.branch).count() == 1
    counter.both(answer.request["PATH_INFO"])


def test_a_booked_person_who_is_here_gets_a_ticket(counter: PageClient, scene: Scene) -> None:
    visit, _ = booked(scene.branch, times(scene.branch, days=0)[0], scene.card.member)

    page = words(counter.get("/meja/antrean"))
    press(counter, "arrive", number=visit.number.lower())

    assert visit.number in page
    assert again(visit).label == "D-001"


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    counter: PageClient, scene: Scene, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        ticket(scene.branch)

    with django_assert_max_num_queries(22):
        counter.get("/meja/antrean")


def test_the_state_kept_for_an_hour_names_nobody(counter: PageClient, scene: Scene) -> None:
    visit, _ = booked(scene.branch, times(scene.branch, days=0)[0], scene.card.member)
    press(counter, "arrive", number=visit.number)

    state = counter.get("/meja/antrean/keadaan")

    told = json.loads(state.content)
    assert [each["label"] for each in told["waiting"]] == ["D-001"]
    assert (told["counter"], told["mine"]) == (3, None)
    assert scene.card.member.name not in state.content.decode()
    assert told["mark"] in words(counter.get("/meja/antrean"))


def sent(page: PageClient, presses: object) -> Any:
    return page.post("/meja/antrean/kirim", json.dumps({"presses": presses}), content_type="application/json")


def test_presses_without_a_line_are_sent_once_and_a_conflict_is_told(counter: PageClient, scene: Scene) -> None:
    first, second = ticket(scene.branch, now=OPENED - minutes(30)), ticket(scene.branch, now=OPENED - minutes(30))
    call_next(scene.branch, 9, actor=scene.colleague, now=OPENED - minutes(20))
    presses = [
        {"key": str(uuid4()), "act": act, "number": visit.number, "counter": 3, "at": moment.isoformat()}
        for act, visit, moment in (
            ("call", first, OPENED - minutes(15)),
            ("call", second, OPENED - minutes(14)),
            ("done", second, OPENED - minutes(5)),
        )
    ]

    answers = json.loads(sent(counter, presses).content)["answers"]
    repeated = json.loads(sent(counter, presses).content)["answers"]

    assert [bool(each["words"]) for each in answers] == [True, False, False]
    assert [each["words"] for each in repeated] == ["", "", ""]
    assert (again(first).counter, again(second).status) == (9, states.SERVED)
    assert Event.objects.filter(subject_id=second.id, subject="visit", action="visit-served").count() == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"presses": 7}',
        '{"presses": [7]}',
        '{"presses": [{"key": "x"}]}',
        "[" * 5000,
        '{"presses": [{"key": "0", "act": "call", "number": "x", "counter": 9, "at": "2026-11-23T02:00:00Z"}]}',
        json.dumps({"presses": [{**PRESS, "counter": 99}]}),
        json.dumps({"presses": [{**PRESS, "act": "next"}]}),
        json.dumps({"presses": [{**PRESS, "at": "2026-11-23T02:00:00"}]}),
    ],
)
def test_nonsense_sent_for_presses_is_refused(counter: PageClient, body: str) -> None:
    answer = counter.post("/meja/antrean/kirim", body, content_type="application/json")

    assert answer.status_code == 400


def test_the_worker_may_serve_the_counter_alone(counter: PageClient) -> None:
    answer = counter.get("/meja/antrean/sw.js")

    assert answer.headers["Service-Worker-Allowed"] == "/meja/antrean"
    assert "desk/counter" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["", "/nomor", "/keadaan", "/tutup", "/lembar", "/lembar/2222-2222", "/jam", "/poster", "/laporan"]
)
def test_nobody_gets_to_the_counter_without_the_entrance(pages: PageClient, path: str) -> None:
    answer = pages.get(f"/meja/antrean{path}")

    assert answer.status_code == 302
    assert "/meja/masuk" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["/jam", "/poster", "/laporan", "/laporan.csv"])
def test_supervisors_pages_are_shut_to_officers(desk: PageClient, path: str) -> None:
    assert desk.get(f"/meja/antrean{path}").status_code == 403
    assert RoleMissing.code == "role-missing"


def test_a_supervisor_sets_the_week_an_exception_and_a_day_shut(boss: PageClient, scene: Scene) -> None:
    visit, _ = booked(scene.branch, times(scene.branch, days=2)[0], scene.card.member)
    boss.both("/meja/antrean/jam")

    boss.post("/meja/antrean/jam", {"what": "week", "c-1-9": "4", "c-2-9": "2", "c-3-9": "2"})
    week = week_of(scene.branch)
    exception = {"day-day": "2026-11-24", "day-opens": "10", "day-closes": "12", "day-counters": "1"}
    boss.post("/meja/antrean/jam", {"what": "day", **exception})
    hours = hours_on(scene.branch, TUESDAY)
    shut = {"shut-day": visit.day.isoformat(), "shut-reason": "Hari libur"}
    answer = boss.post("/meja/antrean/jam", {"what": "shut", **shut}, follow=True)
    boss.post("/meja/antrean/jam", {"what": "undo", "day": "2026-11-24"})

    assert week == {1: {9: 4}, 2: {9: 2}, 3: {9: 2}}
    assert hours == {10: 1, 11: 1}
    assert "sudah diberi tahu" in words(answer)
    assert again(visit).status == states.CARRIED
    assert ClosedDay.objects.get(branch=scene.branch).reason == "Hari libur"
    assert hours_on(scene.branch, TUESDAY) == {9: 4}


def test_usual_hours_at_night_are_in_the_grid_stay_until_changed_and_are_added(boss: PageClient, scene: Scene) -> None:
    set_week(scene.branch, {1: {4: 1, 9: 2, 22: 3}}, actor=scene.supervisor, now=OPENED)

    page, _ = boss.both("/meja/antrean/jam")
    boss.post("/meja/antrean/jam", {"what": "week", "c-1-9": "2"})
    kept = week_of(scene.branch)
    boss.post("/meja/antrean/jam", {"what": "week", "c-1-4": "", "c-1-9": "2", "c-1-22": "5"})
    every = "/meja/antrean/jam?jam=semua"
    night, _ = boss.both(every)
    wrong = boss.post(every, {"what": "week", "c-2-0": "1", "c-1-23": "<99"})
    boss.post(every, {"what": "week", "c-1-9": "2", "c-1-23": "1", "c-2-0": "1"})

    assert re.findall(r'name="c-1-(4|5|22|23)"', words(page)) == ["4", "22"]
    assert (kept, week_of(scene.branch)) == ({1: {4: 1, 9: 2, 22: 3}}, {1: {9: 2, 22: 5, 23: 1}, 2: {0: 1}})
    assert len(re.findall(r'name="c-1-\d+"', words(night))) == 24
    assert 'name="c-1-23" inputmode="numeric" maxlength="2" value="&lt;99"' in words(wrong)


@pytest.mark.parametrize(
    ("sent_in", "told"),
    [
        ({"what": "week", "c-0-8": "51"}, "0 sampai 50"),
        ({"what": "week", "c-0-8": "x"}, "0 sampai 50"),
        ({"what": "day", "day-day": "2026-11-01"}, "belum lewat"),
        ({"what": "day", "day-opens": "12", "day-closes": "9"}, "setelah jam buka"),
        ({"what": "shut", "shut-day": "x"}, "Tulis tanggal"),
        ({"what": "shut", "shut-day": "2026-11-25", "shut-reason": "x" * 900}, "80"),
    ],
)
def test_bad_hours_are_told_and_change_nothing(
    boss: PageClient, scene: Scene, sent_in: dict[str, str], told: str
) -> None:
    before = week_of(scene.branch)

    answer = boss.post("/meja/antrean/jam", sent_in)

    assert told in words(answer)
    assert week_of(scene.branch) == before


def test_closing_the_day_prints_slips_for_whom_no_message_reaches(counter: PageClient, scene: Scene) -> None:
    ticket(scene.branch)
    asked, _ = counter.both("/meja/antrean/tutup")
    assert re.findall(r'<dd class="num">(\d+)</dd>', words(asked)) == ["1", "0", "0"]

    answer = counter.post("/meja/antrean/tutup", follow=True)
    second = counter.post("/meja/antrean/tutup")

    assert "PRIORITAS" in words(answer)
    assert "/t/" in words(answer)
    assert second.status_code == 409
    counter.both("/meja/antrean/lembar?kertas=58")
    page = words(counter.get("/meja/antrean"))
    assert "Hari ini sudah ditutup" in page
    assert "/meja/antrean/tekan/" not in page


def test_the_poster_and_the_tablet_have_addresses_of_their_own(boss: PageClient, scene: Scene) -> None:
    page, _ = boss.both("/meja/antrean/poster")

    assert link_token("tablet", scene.branch.id) in words(page)
    assert link_token("poster", scene.branch.id) in words(page)


def served(scene: Scene, *, waited: int, took: int) -> None:
    ticket(scene.branch)
    visit = call_next(scene.branch, 1, actor=scene.officer, now=OPENED + minutes(waited))
    begin(visit, actor=scene.officer, now=OPENED + minutes(waited))
    finish(visit, actor=scene.officer, now=OPENED + minutes(waited + took))


def test_waiting_and_service_times_are_told_by_day_and_service(boss: PageClient, scene: Scene) -> None:
    served(scene, waited=10, took=5)
    served(scene, waited=30, took=15)
    served(new_scene(), waited=60, took=60)

    (row,) = figures_by_day(scene.branch.id, OPENED.date() - timedelta(days=1), OPENED.date())
    page, _ = boss.both("/meja/antrean/laporan?hari=30")
    sheet = boss.get("/meja/antrean/laporan.csv").content.decode("utf-8-sig").splitlines()

    assert (row.came, row.served, row.waited, row.waited_p90, row.took) == (2, 2, 20.0, 28.0, 10.0)
    assert "20 (28)" in words(page)
    assert sheet[1].endswith("2026-11-23,Urusan lain,2,2,0,0,20.0,28.0,10.0")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_of_the_sheet_begins_like_a_formula(cell: str) -> None:
    assert plain_cell(cell) == f"'{cell}"
    assert plain_cell("Ambil kartu") == "Ambil kartu"
