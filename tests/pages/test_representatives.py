"""`/profil/wakil`: giving power, taking it up, acting within it, taking it back; the trail names who acted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kartu.accounts.mandates import offer_mandate
from kartu.accounts.models import Mandate
from kartu.audit.actors import member_actor
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.models import Replacement, Report
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in
from tests.replacements.builders import new_branch, with_plastic

HERE = "/profil/wakil"
pytestmark = pytest.mark.django_db


def _offer(pages: PageClient, scope: list[str]) -> tuple[str, str]:
    """Number and code as the page shows them once."""
    text = pages.post(f"{HERE}/beri", {"scope": scope, "days": "30"}).content.decode()
    number = re.search(r">([0-9A-Z]{4}-[0-9A-Z]{4})<", text)
    code = re.search(r">([A-Z2-7]{5}-[A-Z2-7]{5})<", text)
    assert number
    assert code
    return number[1], code[1]


def _pair(statics: object) -> tuple[PageClient, Member, PageClient, Member]:
    member, card = new_member()
    with_plastic(card)
    wife, _ = new_member()
    hers, theirs = PageClient(), PageClient()
    sign_in(theirs, member)
    sign_in(hers, wife)
    return theirs, member, hers, wife


def _acting(statics: object, scope: list[str]) -> tuple[PageClient, Member, PageClient, Member]:
    theirs, member, hers, wife = _pair(statics)
    number, code = _offer(theirs, scope)
    hers.post(f"{HERE}/terima", {"number": number, "code": code})
    hers.post(f"{HERE}/{Mandate.objects.get().id}/bertindak")
    return theirs, member, hers, wife


def test_power_is_given_taken_up_and_shown_to_both(statics: object) -> None:
    theirs, member, hers, wife = _pair(statics)

    theirs.both(HERE)
    theirs.both(f"{HERE}/beri")
    number, code = _offer(theirs, ["report", "request"])
    theirs.both(HERE)
    hers.both(f"{HERE}/terima")
    wrong = hers.post(f"{HERE}/terima", {"number": number, "code": "AAAAAAAAAA"})
    taken = hers.post(f"{HERE}/terima", {"number": number, "code": code})
    mine, _ = hers.both(HERE)
    given, _ = theirs.both(HERE)

    assert "tidak cocok" in wrong.content.decode()
    assert taken.headers["Location"] == HERE
    assert member.name.replace("'", "&#x27;") in mine.content.decode()
    assert wife.name.replace("'", "&#x27;") in given.content.decode()
    assert code not in theirs.get(HERE).content.decode()


def test_a_representative_reports_and_asks_with_the_members_name_on_top_and_sees_no_card(statics: object) -> None:
    theirs, member, hers, wife = _acting(statics, ["report", "request"])
    branch = new_branch()

    hers.both(f"{HERE}/bertindak")
    first = hers.get("/hilang").content.decode()
    hers.post("/hilang", {"reason": "lost"})
    check = hers.get("/hilang/periksa").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', check)
    assert seen
    hers.post("/hilang/periksa", {"seen": seen[1]})
    done, _ = hers.both("/hilang/selesai")
    hers.get("/permohonan/baru")
    hers.post("/permohonan/baru/cara", {"delivery": "branch"})
    hers.post("/permohonan/baru/kantor", {"branch": branch.code})
    ask = hers.get("/permohonan/baru/periksa").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', ask)
    assert seen
    hers.post("/permohonan/baru/periksa", {"seen": seen[1]})

    assert "Anda bertindak sebagai wakil dari" in first
    assert "Wakil dengan kuasa" in check
    report = Report.objects.get()
    assert (report.member_id, report.status) == (member.id, states.BLOCKING)
    case = Replacement.objects.get()
    assert case.member_id == member.id
    assert 'class="kartu' not in done.content.decode()
    status, _ = hers.both(f"/permohonan/{case.number}")
    assert status.status_code == 200
    trail = theirs.get("/profil/jejak").content.decode()
    assert f"Wakil Anda, {wife.name}".replace("'", "&#x27;") in trail
    sheet = hers.get("/surat-polisi").content.decode()
    assert member.identity not in sheet
    # A posted card is shown by who may collect cards, and by nobody else.
    Replacement.objects.update(status=states.PRINTED, delivery=states.BY_POST)
    here = f"/permohonan/{case.number}"
    assert (b"/sampai" in hers.get(here).content, hers.get(f"{here}/sampai").status_code) == (False, 404)
    Mandate.objects.update(scope="report request collect")
    assert (b"/sampai" in hers.get(here).content, hers.get(f"{here}/sampai").status_code) == (True, 200)


def test_the_pages_of_ones_own_stay_ones_own_while_acting(statics: object) -> None:
    _, member, hers, wife = _acting(statics, ["report"])

    profile = hers.get("/profil").content.decode()
    hers.post(f"{HERE}/selesai")
    after = hers.get("/hilang").content.decode()

    assert wife.memberships.get().number.startswith("2604")
    assert member.memberships.get().number[-3:] not in re.sub(r"\D", "", profile)[-3:]
    assert "Anda bertindak sebagai wakil" not in profile
    assert "Anda bertindak sebagai wakil" not in after


def test_what_the_power_does_not_cover_is_not_there(statics: object) -> None:
    _, member, hers, _ = _acting(statics, ["collect"])
    acting = hers.get(f"{HERE}/bertindak").content.decode()
    hers.post("/hilang", {"reason": "lost"})
    check = hers.get("/hilang/periksa").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', check)
    assert seen

    answer = hers.post("/hilang/periksa", {"seen": seen[1]})

    assert 'href="/hilang"' not in acting.partition("<main")[2].partition("</main>")[0]
    assert answer.status_code == 404
    assert not Report.objects.filter(member=member).exists()


def test_taken_back_it_ends_at_once_also_in_a_session_that_acts(statics: object) -> None:
    theirs, _, hers, _ = _acting(statics, ["report"])

    theirs.post(f"{HERE}/{Mandate.objects.get().id}/cabut")

    assert "Anda bertindak sebagai wakil" not in hers.get("/hilang").content.decode()
    assert hers.get(f"{HERE}/bertindak").headers["Location"] == HERE
    assert hers.post(f"{HERE}/{Mandate.objects.get().id}/bertindak").status_code == 404


def test_it_runs_out_by_itself(statics: object, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, hers, wife = _acting(statics, ["report"])
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    sign_in(hers, wife)

    assert "Anda tidak mewakili siapa pun" in hers.get(HERE).content.decode()


def test_somebody_elses_mandate_is_not_there(pages: PageClient, statics: object) -> None:
    _acting(statics, ["report"])
    stranger, _ = new_member()
    sign_in(pages, stranger)
    mandate = Mandate.objects.get()

    assert pages.post(f"{HERE}/{mandate.id}/cabut").status_code == 404
    assert pages.post(f"{HERE}/{mandate.id}/bertindak").status_code == 404
    mandate.refresh_from_db()
    assert mandate.status == Mandate.ACTIVE


@pytest.mark.parametrize("sent", [{}, {"scope": ["everything"], "days": "30"}, {"scope": ["report"], "days": "9999"}])
def test_bad_input_is_said(pages: PageClient, sent: dict[str, object]) -> None:
    member, _ = new_member()
    sign_in(pages, member)

    answer = pages.post(f"{HERE}/beri", sent)

    assert b"errs" in answer.content
    assert not Mandate.objects.exists()


def test_the_sixth_representative_is_refused_in_words(pages: PageClient) -> None:
    member, _ = new_member()
    sign_in(pages, member)
    for _ in range(5):
        offer_mandate(member, ("report",), 30, actor=member_actor(member.id), now=timezone.now())

    assert "Cabut salah satu dulu" in pages.post(f"{HERE}/beri", {"scope": ["report"], "days": "30"}).content.decode()


@pytest.mark.parametrize("path", ["", "/beri", "/terima", "/bertindak"])
def test_strangers_are_sent_to_sign_in(pages: PageClient, path: str) -> None:
    assert pages.get(HERE + path).headers["Location"].startswith("/masuk?lanjut=")
