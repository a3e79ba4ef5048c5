"""Helping the person present back in: one officer records, another answers, nobody alone and never by telephone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kartu.accounts.models import ContactChange, Recovery, Role, User
from kartu.accounts.recovery.opening import WAIT, ask_recovery
from kartu.accounts.recovery.queries import recoveries_for
from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.registry.members import sealed_contact
from kartu.registry.models import Member
from tests.accounts.builders import last_code
from tests.cards.builders import NOW
from tests.desk.looking import CLOCK, about_found, bare, words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import Scene, new_scene, staff

pytestmark = pytest.mark.django_db
BEGIN = "/meja/peserta/pemulihan"
SLIP = {"checked": ["passport"], "gives": "entry"}


@pytest.fixture
def member() -> Member:
    """Somebody without a case at this branch, with an old telephone."""
    found: Member = new_scene().card.membership.member
    sealed_contact(found, "phone", "+6281234567890", "roster", NOW).save(force_insert=True)
    return found


def _found(client: PageClient, member: Member, reason: str = "present") -> None:
    client.post("/meja/cari", {"what": member.identity, "reason": reason})


def _asked(desk: PageClient, member: Member) -> Recovery:
    _found(desk, member)
    desk.post(BEGIN, about_found(desk, **SLIP))
    return Recovery.objects.get()


def _page(recovery: Recovery, rest: str = "") -> str:
    return f"/meja/pemulihan/{recovery.number}{rest}"


def test_an_officer_records_what_was_compared_and_hands_over_a_slip_shown_once(
    desk: PageClient, scene: Scene, member: Member
) -> None:
    _found(desk, member)

    desk.both("/meja/peserta")
    desk.both(BEGIN)
    slip = desk.post(BEGIN, about_found(desk, **SLIP))

    recovery = Recovery.objects.get()
    code = re.search(r"<dd[^>]*>([A-Z2-7]{5}-[A-Z2-7]{5})</dd>", words(slip))
    assert code
    assert slip.headers["Cache-Control"] == "no-store"
    assert (recovery.status, recovery.checked, recovery.opened_by_id) == ("asked", "passport", scene.officer.id)
    assert recovery.number in words(slip)
    assert "WIB" in words(slip)
    assert code[1] not in words(desk.get(_page(recovery)))
    look = Event.objects.get(action=Action.MEMBER_READ, detail__reason="recovery", detail__checked="passport")
    assert look.member_id == member.id


@pytest.mark.parametrize("reason", ["telephone", "colleague", "complaint"])
def test_nothing_of_this_is_done_for_somebody_who_is_not_here(desk: PageClient, member: Member, reason: str) -> None:
    _found(desk, member, reason)

    page = desk.get("/meja/peserta")

    assert "tidak lewat telepon" in words(page)
    for rest in ("", "/kontak", "/kode"):
        assert desk.post(BEGIN + rest, about_found(desk, **SLIP)).status_code == 302
    assert not Recovery.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"checked": ["answers"], "gives": "entry"},
        {"checked": ["roster_photo", "answers"], "gives": "entry"},
        {"checked": ["passport"]},
        {"checked": ["nonsense"], "gives": "entry"},
        {"checked": ["passport"], "gives": "everything"},
    ],
)
def test_without_a_document_nothing_is_recorded(desk: PageClient, member: Member, sent: dict[str, object]) -> None:
    _found(desk, member)

    answer = desk.post(BEGIN, about_found(desk, **sent))

    assert "Ada yang perlu diperbaiki" in words(answer)
    assert not Recovery.objects.exists()


def test_an_officer_does_not_help_the_own_account(pages: PageClient, scene: Scene) -> None:
    user = User.objects.create(created_at=NOW, password="!", member=scene.card.member)
    sign_in_officer(pages, staff(Role.Kind.OFFICER, scene.branch, user=user))
    _found(pages, scene.card.membership.member)

    answer = pages.post(BEGIN, about_found(pages, **SLIP))

    assert "akun Anda sendiri" in words(answer)
    assert not Recovery.objects.exists()


def test_a_second_slip_for_the_same_person_is_refused_with_the_number_of_the_first(
    desk: PageClient, member: Member
) -> None:
    recovery = _asked(desk, member)

    answer = desk.post(BEGIN, about_found(desk, **SLIP))

    assert recovery.number in words(answer)
    assert Recovery.objects.count() == 1


def test_a_contact_read_out_is_noted_once_its_code_was_read_out_too(
    desk: PageClient, scene: Scene, member: Member
) -> None:
    _found(desk, member)

    desk.post(BEGIN, about_found(desk, checked=["family_card"], gives="contact"))
    desk.both(f"{BEGIN}/kontak")
    desk.post(f"{BEGIN}/kontak", about_found(desk, contact="0813 9999 0000"))
    desk.both(f"{BEGIN}/kode")
    wrong = desk.post(f"{BEGIN}/kode", about_found(desk, code="000000"))
    between = Recovery.objects.count()
    slip = desk.post(f"{BEGIN}/kode", about_found(desk, code=last_code()))

    recovery = Recovery.objects.get()
    assert "tidak cocok" in words(wrong)
    assert between == 0
    assert (recovery.gives, recovery.change) == ("contact", ContactChange.objects.get())
    assert recovery.number in words(slip)
    assert [contact.value for contact in member.contacts.all()] == ["+6281234567890"]
    asked = Event.objects.get(action=Action.CONTACT_ASKED)
    assert (asked.actor_kind, asked.actor_id) == ("staff", scene.officer.id)


@pytest.mark.parametrize("typed", ["", "bukan", "+6281234567890", "x" * 300])
def test_a_contact_that_is_none_or_known_is_said(desk: PageClient, member: Member, typed: str) -> None:
    member.contacts.update(confirmed_at=NOW)
    _found(desk, member)
    desk.post(BEGIN, about_found(desk, checked=["family_card"], gives="contact"))

    answer = desk.post(f"{BEGIN}/kontak", about_found(desk, contact=typed))

    assert "Ada yang perlu diperbaiki" in words(answer)


def test_what_was_recorded_for_one_person_is_not_taken_along_to_the_next(desk: PageClient, member: Member) -> None:
    _found(desk, member)
    desk.post(BEGIN, about_found(desk, checked=["family_card"], gives="contact"))
    _found(desk, new_scene().card.membership.member)

    assert desk.get(f"{BEGIN}/kontak").headers["Location"] == BEGIN
    assert desk.get(f"{BEGIN}/kode").headers["Location"] == BEGIN


def test_the_second_officer_finds_it_in_the_list_and_agrees(desk: PageClient, scene: Scene, member: Member) -> None:
    recovery = _asked(desk, member)
    second = PageClient()
    sign_in_officer(second, scene.supervisor)

    own, _ = desk.both("/meja/pemulihan")
    listed, _ = second.both("/meja/pemulihan")
    second.both(_page(recovery))
    unread = second.post(_page(recovery), {})
    done = second.post(_page(recovery), {"seen": "on"})
    again = second.post(_page(recovery), {"seen": "on"})

    assert "Tidak ada yang menunggu Anda" in words(own)
    assert recovery.number in words(listed)
    assert member.name.replace("'", "&#x27;") not in words(listed)
    assert "Ada yang perlu diperbaiki" in words(unread)
    assert done.headers["Location"] == again.headers["Location"] == _page(recovery)
    recovery.refresh_from_db()
    assert (recovery.status, recovery.second_by_id) == ("waiting", scene.supervisor.id)
    assert recovery.due_at == CLOCK + WAIT
    assert "25 November 2026 pukul 18.00 WIB" in words(second.get(_page(recovery)))


def test_the_maker_cannot_answer_and_a_colleague_who_was_not_drawn_finds_nothing(
    desk: PageClient, scene: Scene, member: Member
) -> None:
    recovery = _asked(desk, member)
    other = PageClient()
    sign_in_officer(other, staff(Role.Kind.OFFICER, scene.branch))

    mine = desk.get(_page(recovery))
    tried = desk.post(_page(recovery), {"seen": "on"})
    refused = desk.post(_page(recovery, "/tolak"), {"reason": "person"})

    assert "Setuju" not in bare(mine)
    assert (tried.status_code, refused.status_code) == (404, 404)
    for address in (_page(recovery), _page(recovery, "/tolak"), "/meja/pemulihan/AAAA-AAAA"):
        assert other.get(address).status_code == 404
    assert bare(other.get(_page(recovery))) == bare(other.get("/meja/pemulihan/AAAA-AAAA"))
    assert other.post(_page(recovery), {"seen": "on"}).status_code == 404
    assert other.post(_page(recovery, "/batal")).status_code == 404
    recovery.refresh_from_db()
    assert recovery.status == "asked"


def test_the_second_refuses_with_a_reason_and_the_first_is_told(desk: PageClient, scene: Scene, member: Member) -> None:
    recovery = _asked(desk, member)
    second = PageClient()
    sign_in_officer(second, scene.supervisor)

    second.both(_page(recovery, "/tolak"))
    unsaid = second.post(_page(recovery, "/tolak"), {})
    second.post(_page(recovery, "/tolak"), {"reason": "document"})
    late = second.post(_page(recovery), {"seen": "on"})

    assert "Ada yang perlu diperbaiki" in words(unsaid)
    assert "Dokumennya meragukan" in words(desk.get(_page(recovery)))
    assert late.status_code == 409
    _found(desk, member)
    assert f"{recovery.number}</span> ditolak petugas kedua" in words(desk.get(BEGIN))


def test_whoever_asked_calls_it_off(desk: PageClient, member: Member) -> None:
    recovery = _asked(desk, member)

    desk.post(_page(recovery, "/batal"))

    recovery.refresh_from_db()
    assert recovery.status == "cancelled"
    assert desk.get(_page(recovery, "/batal")).status_code == 405


def test_the_list_asks_as_much_for_three_as_for_one(scene: Scene, django_assert_num_queries: object) -> None:
    counts = []
    for number in range(3):
        other = new_scene().card.membership.member
        ask_recovery(other, scene.branch, ("passport",), actor=scene.officer, now=NOW + timedelta(minutes=number))
        counts.append(len(recoveries_for(scene.supervisor.id or 0, scene.branch.id, now=CLOCK)))

    assert counts == [1, 2, 3]
