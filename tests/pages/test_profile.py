"""What the fund knows of a member, who looked at it, and the copy to take away."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR, SYSTEM
from kartu.audit.models import Event
from kartu.audit.queries import record_look
from kartu.audit.recording import record
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.states import PLASTIC
from kartu.notifications.models import Message
from kartu.portal.takeout_words import LABELS, VALUES
from kartu.portal.trail import WORDS
from kartu.registry.members import sealed_contact
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.pages.members import new_member, second_card, sign_in
from tests.replacements.builders import new_branch, staff

pytestmark = pytest.mark.django_db
PAGES = ["/profil", "/profil/jejak", "/profil/unduh", "/profil/betulkan"]


def _text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace("&#x27;", "'")  # type: ignore[attr-defined]


def _with_contacts(member: Member) -> None:
    for kind, value in (("email", "siti.rahmawati@contoh.id"), ("phone", "+6281234567890")):
        sealed_contact(member, kind, value, "roster", timezone.now()).save()


def _taken_away(pages: PageClient) -> zipfile.ZipFile:
    return _opened(pages.post("/profil/unduh"))


def _opened(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_profile_speaks_both_languages(pages: PageClient, page: str) -> None:
    sign_in(pages, new_member()[0])

    indonesian, english = pages.both(page)

    assert (indonesian.status_code, indonesian.content != english.content) == (200, True)


@pytest.mark.parametrize("page", [*PAGES, "/profil/bahasa"])
def test_who_is_not_signed_in_sees_no_profile(pages: PageClient, page: str) -> None:
    answers = [pages.get(page), pages.post(page)]

    assert all(answer.status_code in (302, 405) for answer in answers)
    assert {answer.headers.get("Location", "").partition("?")[0] for answer in answers} <= {"/masuk", ""}
    assert Event.objects.filter(action=Action.MEMBER_EXPORTED).count() == 0


def test_identity_and_contacts_are_shown_masked(pages: PageClient) -> None:
    member, _ = new_member()
    second_card(member)
    _with_contacts(member)
    sign_in(pages, member)

    words = _text(pages.get("/profil"))

    assert member.name in words
    assert f"•••• •••• •••• {member.identity[-4:]}" in words
    assert "s•••@contoh.id" in words
    assert "+62 ••• 7890" in words
    assert "28 Februari 2001" in words
    assert ("PT Laut Biru" in words, "Mandiri" in words) == (True, True)
    assert [found for found in (member.identity, "siti.rahmawati", "81234567890") if found in words] == []


def test_another_member_is_seen_nowhere(pages: PageClient) -> None:
    other, _ = new_member()
    _with_contacts(other)
    member, _ = new_member()
    sign_in(pages, member)

    shown = "".join(pages.get(page).content.decode() for page in PAGES)
    taken = _taken_away(pages)

    everything = shown + "".join(taken.read(name).decode() for name in taken.namelist())
    number = other.memberships.get().number
    assert [found for found in (other.identity, number, "contoh.id") if found in everything.replace(" ", "")] == []


def test_the_language_of_messages_is_chosen_once_and_recorded(pages: PageClient) -> None:
    member, _ = new_member()
    sign_in(pages, member)

    answers = [pages.post("/profil/bahasa", {"bahasa": wanted}) for wanted in ("en", "en", "xx", "")]

    assert [answer.headers["Location"] for answer in answers] == ["/profil?bahasa=en"] * 2 + ["/profil"] * 2
    assert Member.objects.get(pk=member.id).language == "en"
    assert Event.objects.filter(action=Action.LANGUAGE_CHOSEN, member_id=member.id).count() == 1


def test_the_trail_names_the_branch_and_the_reason_never_the_officer(pages: PageClient) -> None:
    member, _ = new_member()
    branch = new_branch()
    record_look(
        member.id, "member", member.id, reason="telephone", actor=staff(Role.Kind.OFFICER, branch), now=timezone.now()
    )
    sign_in(pages, member)

    indonesian, english = pages.both("/profil/jejak")

    assert "Data Anda dibuka, karena Anda menelepon Petugas, Cabang Tual" in _text(indonesian)
    assert "Your data was opened, because you telephoned An officer, Cabang Tual" in _text(english)


def test_the_trail_is_paged_from_the_newest_down(pages: PageClient) -> None:
    member, _ = new_member()
    start = timezone.now() - timedelta(days=1)
    for minute in range(60):
        record(
            Action.CARD_OPENED, actor=SYSTEM, now=start + timedelta(minutes=minute), subject="card", member_id=member.id
        )
    sign_in(pages, member)

    counts, address = [], "/profil/jejak"
    while address:
        page = pages.get(address)
        counts.append(page.content.decode().count("<time "))
        older = re.search(r'href="(\?sebelum=[0-9-]+)"', page.content.decode())
        address = f"/profil/jejak{older.group(1)}" if older else ""

    assert counts == [25, 25, Event.objects.filter(member_id=member.id).count() - 50]


@pytest.mark.parametrize("mark", ["x", "1-1", "%00", "9" * 30, "-", "١-١"])
def test_a_mark_somebody_made_up_breaks_nothing(pages: PageClient, mark: str) -> None:
    sign_in(pages, new_member()[0])

    assert pages.get(f"/profil/jejak?sebelum={mark}").status_code == 200


def test_the_trail_asks_no_more_for_three_events_of_an_officer_than_for_one(
    pages: PageClient, django_assert_num_queries: object
) -> None:
    member, _ = new_member()
    officer = staff(Role.Kind.OFFICER, new_branch())
    sign_in(pages, member)
    record_look(member.id, "member", 1, reason="case", actor=officer, now=timezone.now())
    with django_assert_num_queries(5):  # type: ignore[operator]
        pages.get("/profil/jejak")

    for number in (2, 3):
        record_look(member.id, "member", number, reason="case", actor=officer, now=timezone.now())

    with django_assert_num_queries(5):  # type: ignore[operator]
        pages.get("/profil/jejak")


def test_every_action_and_every_fact_has_its_words(pages: PageClient) -> None:
    member, card = new_member()
    _with_contacts(member)
    renew_digital(card, actor=OPERATOR, now=timezone.now())
    sign_in(pages, member)

    taken = json.loads(_taken_away(pages).read("data-saya.json"))

    rows = [row for part in taken.values() if isinstance(part, list) for row in part] + [
        taken["person"],
        taken["account"],
    ]
    assert set(WORDS) == {action.value for action in Action}
    assert {name for row in rows for name in row} - set(LABELS) == set()
    assert {row.get("status") for row in rows} - {None} - set(VALUES) == set()


def test_the_taken_away_data_holds_everything_in_full_and_tells_of_itself(pages: PageClient) -> None:
    member, card = new_member()
    _with_contacts(member)
    copy = renew_digital(card, actor=OPERATOR, now=timezone.now())
    posted = prepare_copy(card, PLASTIC, actor=OPERATOR, now=timezone.now())
    posted = finish_copy(member.id, posted.id, actor=OPERATOR, now=timezone.now())
    sign_in(pages, member)

    archive = _taken_away(pages)

    data, page = json.loads(archive.read("data-saya.json")), archive.read("data-saya.html").decode()
    assert (data["person"]["identity"], data["person"]["name"]) == (member.identity, member.name)
    assert [contact["value"] for contact in data["contacts"]] == ["siti.rahmawati@contoh.id", "+6281234567890"]
    assert (data["copies"][0]["serial"], data["copies"][0]["code"]) == (copy.serial_text, copy.code)
    assert (data["copies"][1]["serial"], data["copies"][1]["code"]) == (posted.serial_text, None)
    assert posted.code not in page
    assert data["trail"][0]["action"] == Action.MEMBER_EXPORTED
    assert member.identity in page
    assert "Semua data Anda diunduh" in page
    assert Event.objects.filter(action=Action.MEMBER_EXPORTED, member_id=member.id, actor_id=member.id).count() == 1


def test_a_code_that_was_sent_is_not_in_the_taken_away_data(pages: PageClient) -> None:
    member, _ = new_member()
    Message.objects.create(
        at=timezone.now(),
        member_id=member.id,
        kind="sent_code",
        language="id",
        values={"seed": "abcdefgh", "purpose": "reset"},
        status=Message.SENT,
        status_since=timezone.now(),
    )
    sign_in(pages, member)

    archive = _taken_away(pages)

    message = json.loads(archive.read("data-saya.json"))["messages"][0]
    assert (message["kind"], message["text"]) == ("sent_code", "")
    assert "abcdefgh" not in archive.read("data-saya.json").decode()


def test_the_data_is_taken_away_in_english_too_and_not_without_end(pages: PageClient) -> None:
    sign_in(pages, new_member()[0])
    pages.get("/profil?bahasa=en")

    answers = [pages.post("/profil/unduh") for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r'attachment; filename="my-data-\d{8}\.zip"', answers[0].headers["Content-Disposition"])
    assert _opened(answers[0]).namelist()[0] == "my-data.json"


def test_a_correction_is_asked_for_the_card_it_is_about(pages: PageClient) -> None:
    member, first = new_member()
    second = second_card(member)
    sign_in(pages, member)

    words = pages.get("/profil/betulkan").content.decode()

    wanted = [f"/permohonan/baru?kartu={card.id}&amp;alasan=wrong_data" for card in (first, second)]
    assert [address in words for address in wanted] == [True, True]
