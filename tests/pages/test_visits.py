"""Pages of visits: booking, following, changing, the ticket at the entrance, the branch's page and its board."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartu.audit.actors import ANONYMOUS
from kartu.base.digits import link_token, new_seed
from kartu.visits import states
from kartu.visits.calling import call_next, mark_absent, recall
from kartu.visits.closing import close_day
from kartu.visits.models import Visit
from kartu.visits.queries import today_at
from kartu.visits.tickets import check_in
from tests.pages.client import PageClient
from tests.pages.members import sign_in
from tests.replacements.builders import Scene, opened, printed
from tests.visits.builders import OPENED, booked, minutes, new_place, ticket, times

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday, nine in the morning at the branch."""
    monkeypatch.setattr(timezone, "now", lambda: OPENED)


@pytest.fixture
def scene() -> Scene:
    return new_place()


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def road(scene: Scene, at: datetime, service: str = "other") -> str:
    day = at.date().isoformat()
    return f"/kunjungan/baru?layanan={service}&kantor={scene.branch.code}&hari={day}&jam={at.isoformat()}".replace(
        "+", "%2B"
    )


def taken_over(pages: PageClient, scene: Scene, kind: str, **answers: str) -> Any:
    address = f"/antrean/{scene.branch.code}/{link_token(kind, scene.branch.id)}"
    return pages.post(address, {"service": "other", "seed": new_seed(), **answers})


def test_the_road_asks_one_question_a_page_and_books_at_its_end(pages: PageClient, scene: Scene) -> None:
    sign_in(pages, scene.card.member)
    at = times(scene.branch)[0]
    address, asked = "/kunjungan/baru", []
    for more in ("", "?layanan=other", f"&kantor={scene.branch.code}", f"&hari={at.date().isoformat()}"):
        address += more
        indonesian, english = pages.both(address)
        asked.append(re.findall(r"<h1>(.*?)</h1>", indonesian.content.decode())[0])
        assert "Nobody needs to come before the branch opens" in words(english)

    confirm = pages.get(road(scene, at))
    answer = pages.post(road(scene, at), {"seed": new_seed()}, follow=True)

    assert [re.sub("<.*?>", "", each) for each in asked] == [
        "Untuk urusan apa Anda datang?",
        "Di kantor mana?",
        "Hari apa?",
        "Jam berapa?",
    ]
    assert "Selasa, 24 November 2026, 08.00 WIB" in words(confirm)
    visit = Visit.objects.get(member=scene.card.member)
    assert (visit.slot_at, visit.status) == (at, states.BOOKED)
    assert visit.number in words(answer)


@pytest.mark.parametrize(
    "query",
    ["layanan=x", "layanan=other&kantor=x", "layanan=other&kantor={}&hari=x", "layanan=other&kantor={}&hari=%00"],
)
def test_a_bad_answer_is_asked_again(pages: PageClient, scene: Scene, query: str) -> None:
    answer = pages.get(f"/kunjungan/baru?{query.format(scene.branch.code)}")

    assert answer.status_code == 200
    assert "Pilih salah satu" in words(answer)


def test_a_time_sold_meanwhile_is_told_and_nothing_is_booked(pages: PageClient, scene: Scene) -> None:
    at = times(scene.branch)[0]
    address = road(scene, at)
    booked(scene.branch, at)

    answer = pages.post(address, {"seed": new_seed()})

    assert answer.status_code == 200
    assert "Pilih salah satu" in words(answer)
    assert Visit.objects.filter(branch=scene.branch).count() == 1


def test_without_an_account_number_and_code_are_shown_and_open_the_visit_elsewhere(
    pages: PageClient, scene: Scene
) -> None:
    answer = pages.post(road(scene, times(scene.branch)[0]), {"seed": new_seed()}, follow=True)
    number, code = re.findall(r'class="code">(.*?)<', answer.content.decode())
    other = PageClient()

    refused = other.get(f"/kunjungan/{number}")
    entered = other.post("/kunjungan", {"number": number, "code": code}, follow=True)

    assert refused.status_code == 404
    assert number in words(entered)
    assert "Ganti waktu" in words(entered)


def test_a_wrong_code_a_wrong_number_and_nobodys_number_answer_the_same(pages: PageClient, scene: Scene) -> None:
    visit, code = booked(scene.branch, times(scene.branch)[0])

    answers = [
        words(pages.post("/kunjungan", {"number": number, "code": wrong}))
        for number, wrong in ((visit.number, "00000 00000"), ("2222-2222", code), ("????", "????"))
    ]
    links = [pages.get(f"/t/{number}/0000000000") for number in (visit.number, "2222-2222")]

    # What was typed comes back in the field; nothing else differs.
    assert len({re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", answer) for answer in answers}) == 1
    assert [link.status_code for link in links] == [404, 404]


def test_codes_are_tried_a_few_times_only(pages: PageClient, scene: Scene) -> None:
    visit, code = booked(scene.branch, times(scene.branch)[0])
    for _ in range(10):
        pages.post("/kunjungan", {"number": visit.number, "code": "00000"})

    answer = pages.post("/kunjungan", {"number": visit.number, "code": code})

    assert answer.status_code == 429


def test_somebody_elses_visit_is_not_there_for_a_member(pages: PageClient, scene: Scene) -> None:
    other = new_place()
    visit, _ = booked(other.branch, times(other.branch)[0], other.card.member)
    sign_in(pages, scene.card.member)

    for rest in ("", "/ubah", "/batal", "/lembar"):
        assert pages.get(f"/kunjungan/{visit.number}{rest}").status_code == 404
    assert pages.post(f"/kunjungan/{visit.number}/batal").status_code == 404


def test_a_visit_is_moved_and_cancelled_by_its_holder(pages: PageClient, scene: Scene) -> None:
    first, *_, last = times(scene.branch)
    visit, code = booked(scene.branch, first)
    pages.get(f"/t/{visit.number}/{code}")
    query = f"hari={last.date().isoformat()}&jam={last.isoformat()}".replace("+", "%2B")

    pages.both(f"/kunjungan/{visit.number}/ubah")
    pages.both(f"/kunjungan/{visit.number}/ubah?{query}")
    pages.post(f"/kunjungan/{visit.number}/ubah?{query}")
    assert Visit.objects.get(pk=visit.pk).slot_at == last
    pages.both(f"/kunjungan/{visit.number}/batal")
    answer = pages.post(f"/kunjungan/{visit.number}/batal", follow=True)

    assert "Dibatalkan" in words(answer)
    assert Visit.objects.get(pk=visit.pk).status == states.CANCELLED


def test_from_a_printed_case_the_visit_is_to_collect_the_card(pages: PageClient, scene: Scene) -> None:
    case = printed(scene)
    sign_in(pages, scene.card.member)
    at = times(scene.branch, "hand_over")[0]
    query = f"perkara={case.number}&hari={at.date().isoformat()}&jam={at.isoformat()}".replace("+", "%2B")

    link = pages.get(f"/permohonan/{case.number}").content.decode()
    asked = pages.get(f"/kunjungan/baru?perkara={case.number}")
    pages.post(f"/kunjungan/baru?{query}", {"seed": new_seed()})

    assert f"/kunjungan/baru?perkara={case.number}" in link
    assert "Hari apa?" in words(asked)
    visit = Visit.objects.get(member=scene.card.member)
    assert (visit.case, visit.service, visit.branch) == (case, "hand_over", scene.branch)


def test_a_foreign_case_in_the_address_gives_nothing_away(pages: PageClient, scene: Scene) -> None:
    case = opened(new_place())

    answers = [words(pages.get(f"/kunjungan/baru?perkara={number}")) for number in (case.number, "2222-2222")]

    assert answers[0] == answers[1]
    assert case.number not in answers[0]


def test_a_ticket_by_phone_needs_the_posters_token_and_one_browser_has_one(pages: PageClient, scene: Scene) -> None:
    token = link_token("poster", scene.branch.id)
    pages.both(f"/antrean/{scene.branch.code}/{token}")

    first = taken_over(pages, scene, "poster", priority="on")
    second = taken_over(pages, scene, "poster")

    assert first.headers["Location"] == second.headers["Location"]
    assert Visit.objects.get(branch=scene.branch).priority
    for wrong in ("x", "0" * 32, link_token("poster", scene.branch.id + 1)):
        assert pages.get(f"/antrean/{scene.branch.code}/{wrong}").status_code == 404


def test_the_tablet_shows_a_slip_without_a_phone_and_goes_back_by_itself(pages: PageClient, scene: Scene) -> None:
    answer = taken_over(pages, scene, "tablet")

    visit = Visit.objects.get(branch=scene.branch)
    assert visit.label in words(answer)
    assert "/t/" in words(answer)
    assert answer.headers["Refresh"].endswith(f"/antrean/{scene.branch.code}/{link_token('tablet', scene.branch.id)}")
    # The next person's browser is the same one and gets a ticket of its own.
    taken_over(pages, scene, "tablet")
    assert Visit.objects.filter(branch=scene.branch).count() == 2


@pytest.mark.parametrize("answers", [{"service": ""}, {"service": "x"}, {"seed": "x"}, {"seed": ""}])
def test_a_bad_ticket_form_gives_no_ticket(pages: PageClient, scene: Scene, answers: dict[str, str]) -> None:
    answer = taken_over(pages, scene, "tablet", **answers)

    assert answer.status_code == 200
    assert not Visit.objects.filter(branch=scene.branch).exists()


def test_before_opening_the_entrance_says_when_it_opens(
    pages: PageClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: OPENED - timedelta(hours=2))

    answer = taken_over(pages, scene, "tablet")

    assert answer.status_code == 409
    assert "23 November 2026 pukul 08.00" in words(answer)


def test_i_am_here_on_the_tablet_takes_a_booked_visit_of_today_alone(pages: PageClient, scene: Scene) -> None:
    today, _ = booked(scene.branch, times(scene.branch, days=0)[0])
    tomorrow, _ = booked(scene.branch, times(scene.branch)[0])
    address = f"/antrean/{scene.branch.code}/{link_token('tablet', scene.branch.id)}/pesanan"

    refused = [words(pages.post(address, {"number": number})) for number in (tomorrow.number, "2222-2222")]
    answer = pages.post(address, {"number": today.number.lower()})

    assert "D-001" in words(answer)
    assert all("Tidak ada kunjungan dengan nomor ini untuk hari ini" in each for each in refused)


def test_the_status_page_tells_place_estimate_counter_and_renews_itself(pages: PageClient, scene: Scene) -> None:
    for _ in range(4):
        ticket(scene.branch)
    answer = taken_over(pages, scene, "poster")
    address = answer.headers["Location"]

    waiting = pages.get(address)
    for counter in range(1, 6):
        call_next(scene.branch, counter, actor=scene.officer, now=OPENED)
    called, english = pages.both(address)

    assert "4 orang dipanggil lebih dulu" in words(waiting)
    assert "sekitar 25–40 menit" in words(waiting)
    assert waiting.headers["Refresh"] == "30"
    assert "Loket 5" in words(called)
    assert "Counter 5" in words(english)


def test_called_in_vain_one_comes_back_once(pages: PageClient, scene: Scene) -> None:
    address = taken_over(pages, scene, "poster").headers["Location"]
    visit = call_next(scene.branch, 1, actor=scene.officer, now=OPENED - minutes(5))
    for minute in (3, 2):
        recall(visit, actor=scene.officer, now=OPENED - minutes(minute))
    mark_absent(visit, actor=scene.officer, now=OPENED - minutes(1))

    absent = pages.get(address)
    back = pages.post(f"{address}/kembali", follow=True)

    assert "dipanggil 3 kali dan Anda tidak ada" in words(absent)
    assert "Anda boleh kembali satu kali" in words(absent)
    assert "Anda berikutnya" in words(back)


def test_after_closing_the_old_ticket_leads_to_the_new_time(pages: PageClient, scene: Scene) -> None:
    address = taken_over(pages, scene, "poster").headers["Location"]
    (carried,) = close_day(scene.branch, today_at(scene.branch, OPENED), actor=scene.officer, now=OPENED)

    answer = pages.get(address)
    new = pages.get(f"/kunjungan/{carried.new.number}")

    assert f"/kunjungan/{carried.new.number}" in answer.content.decode()
    assert "Selasa, 24 November 2026" in words(new)


def test_i_am_here_by_phone(pages: PageClient, scene: Scene) -> None:
    visit, code = booked(scene.branch, times(scene.branch, days=0)[0])
    pages.get(f"/t/{visit.number}/{code}")

    answer = pages.post(f"/kunjungan/{visit.number}/tiba", follow=True)

    assert "D-001" in words(answer)


def test_the_slip_prints_on_three_papers_and_names_nobody(pages: PageClient, scene: Scene) -> None:
    address = taken_over(pages, scene, "poster").headers["Location"]

    for paper in ("58", "80", "a6", "x"):
        answer = pages.get(f"{address}/lembar?kertas={paper}")
        assert "D-001" in words(answer)
        assert scene.card.member.name not in words(answer)


def test_the_branchs_page_tells_hours_estimate_and_rules(pages: PageClient, scene: Scene) -> None:
    for _ in range(6):
        ticket(scene.branch)

    indonesian, english = pages.both(f"/antrean/{scene.branch.code.lower()}")

    assert "6 orang sedang menunggu" in words(indonesian)
    assert "08.00–15.00" in words(indonesian)
    assert "of every 3 people called, one may go ahead" in words(english)
    assert pages.get("/antrean/NONE").status_code == 404


def test_the_queues_page_leads_to_a_branch_and_publishes_the_rules(pages: PageClient, scene: Scene) -> None:
    indonesian, english = pages.both("/antrean")
    found = pages.get(f"/antrean?kantor={scene.branch.code.lower()}")
    unknown = pages.get("/antrean?kantor=%00")

    assert "dari setiap 3 orang yang dipanggil, satu boleh didahulukan" in words(indonesian)
    assert "Nobody waits for ever" in words(english)
    assert found["Location"] == f"/antrean/{scene.branch.code}"
    assert "Pilih salah satu" in words(unknown)
    assert "/antrean" in pages.get("/kunjungan").content.decode()


def test_the_board_says_who_is_called_soon_and_how_long_a_newcomer_waits(pages: PageClient, scene: Scene) -> None:
    for service in ("lost", "hand_over", "other"):
        ticket(scene.branch, service)
    call_next(scene.branch, 1, actor=scene.officer, now=OPENED)

    with CaptureQueriesContext(connection) as asked:
        page = words(pages.get(f"/papan/{scene.branch.code}"))

    # Every screen of every branch asks each five seconds (docs/measurements.md).
    assert len(asked) == 5
    assert "Segera dipanggil B-002 D-003" in page
    assert "2 orang menunggu. Nomor yang diambil sekarang: " in page


def test_the_board_shows_tickets_and_counters_and_nothing_of_anybody(pages: PageClient, scene: Scene) -> None:
    visit, _ = booked(scene.branch, times(scene.branch, days=0)[0], scene.card.member)
    check_in(visit, actor=ANONYMOUS, now=OPENED)
    call_next(scene.branch, 7, actor=scene.officer, now=OPENED)

    page, english = pages.both(f"/papan/{scene.branch.code}")

    assert "D-001 7" in words(page)
    assert "Counter" in words(english)
    text = page.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in text
    for secret in (scene.card.member.name, visit.number, scene.card.membership.number):
        assert secret not in text
