from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from kartu.accounts.codes import CONTACT, check_code, send_confirmation
from kartu.accounts.contacts import ask_contact, contacts_of, name_contact, sweep_asked
from kartu.accounts.models import ContactChange, Recovery, SentCode, User
from kartu.accounts.names import users_named
from kartu.accounts.passwords import WeakPassword, with_password
from kartu.accounts.recovery.codes import recovery_by_slip
from kartu.accounts.recovery.deciding import agree_to_recovery, cancel_recovery_by_link
from kartu.accounts.recovery.finishing import finish_recovery, lapse_recoveries, ready_recovery, ripen_recoveries
from kartu.accounts.recovery.opening import SHORT_WAIT, TO_ANSWER, TO_USE, WAIT, ask_recovery, begin_by_code
from kartu.accounts.recovery.refusals import SlipRefused, StillWaiting
from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.base.digits import link_token
from kartu.base.errors import DomainError, NotThere
from kartu.base.throttle import TooMany
from kartu.notifications.models import Message
from tests.accounts.builders import EMAIL, NOW, PASSWORD, PHONE, a_member, last_code
from tests.accounts.recovery.scenes import CHECKED, Scene, asked, new_scene, vouched
from tests.replacements.builders import at_once

NEW = "sepeda kucing awan batu"
NEW_PHONE = "+6281399990000"
THEN = NOW + WAIT
SECOND = timedelta(seconds=1)


def _proved(scene: Scene, contact: str = NEW_PHONE) -> SentCode:
    """A code to a new contact has come back."""
    sent = ask_contact(scene.member, contact, now=THEN, known_too=True)
    return check_code(sent.id, CONTACT, last_code(), now=THEN)


@pytest.mark.django_db
def test_before_the_wait_is_over_the_slip_opens_nothing_and_says_until_when() -> None:
    recovery = vouched(new_scene()).recovery

    with pytest.raises(StillWaiting) as refusal:
        ready_recovery(recovery.id, now=THEN - SECOND)

    assert ripen_recoveries(now=THEN - SECOND) == 0
    assert refusal.value.words("id") == "Belum bisa. Tunggu sampai 25 November 2026 pukul 17.00 WIB."
    assert refusal.value.words("en") == "Not yet. Wait until 25 November 2026 at 17:00 WIB."


@pytest.mark.django_db
def test_after_the_wait_the_member_gets_in_with_a_new_contact_and_password_and_everybody_is_told() -> None:
    scene = new_scene()
    recovery = vouched(scene).recovery

    assert (ripen_recoveries(now=THEN), ripen_recoveries(now=THEN)) == (1, 0)
    user = finish_recovery(ready_recovery(recovery.id, now=THEN), _proved(scene), NEW, now=THEN)

    assert user.member == scene.member
    assert users_named("phone", NEW_PHONE) == [user]
    assert with_password([user], NEW) == [user]
    assert with_password([user], PASSWORD) == []
    assert scene.user.get_session_auth_hash() != user.get_session_auth_hash()
    assert sorted(contact.value for contact in contacts_of(scene.member.id)) == [PHONE, NEW_PHONE]
    told = Message.objects.filter(kind="recovery_done", member_id=scene.member.id)
    assert told.count() == 2
    done = Event.objects.get(action="recovery-done")
    assert (done.actor_kind, done.actor_id) == ("member", scene.member.id)


@pytest.mark.django_db
def test_whoever_comes_with_the_slip_when_the_job_is_late_is_not_sent_away() -> None:
    scene = new_scene()
    recovery = vouched(scene).recovery

    found = ready_recovery(recovery.id, now=THEN)

    assert found.status == Recovery.READY
    finish_recovery(found, None, NEW, now=THEN)
    with pytest.raises(MoveNotAllowed):
        ready_recovery(recovery.id, now=THEN)


@pytest.mark.django_db
def test_what_two_officers_agreed_to_waits_as_long() -> None:
    scene = new_scene()
    recovery = asked(scene).recovery
    with pytest.raises(MoveNotAllowed):
        ready_recovery(recovery.id, now=THEN)
    agree_to_recovery(recovery, actor=scene.supervisor, now=NOW)

    with pytest.raises(StillWaiting):
        ready_recovery(recovery.id, now=THEN - SECOND)

    assert ready_recovery(recovery.id, now=THEN).status == Recovery.READY


@pytest.mark.django_db
def test_a_code_by_text_message_alone_waits_a_day() -> None:
    scene = new_scene()
    recovery = begin_by_code(scene.member, now=NOW).recovery

    with pytest.raises(StillWaiting):
        ready_recovery(recovery.id, now=NOW + SHORT_WAIT - SECOND)

    assert ready_recovery(recovery.id, now=NOW + SHORT_WAIT).status == Recovery.READY
    assert Message.objects.filter(kind="recovery_waits").count() == 1


@pytest.mark.django_db
def test_what_was_called_off_never_ripens() -> None:
    recovery = vouched(new_scene()).recovery
    cancel_recovery_by_link(recovery.id, link_token("recovery", recovery.id), now=THEN - SECOND)

    assert ripen_recoveries(now=THEN) == 0
    with pytest.raises(MoveNotAllowed):
        ready_recovery(recovery.id, now=THEN)


@pytest.mark.django_db
def test_what_nobody_answers_or_uses_lapses() -> None:
    scene, other = new_scene(), a_member("3174012802011503", phone="+6281200000003")
    unanswered = asked(scene).recovery
    unused = begin_by_code(other, now=NOW).recovery
    ripen_recoveries(now=NOW + SHORT_WAIT)

    assert lapse_recoveries(now=NOW + TO_ANSWER - SECOND) == 0
    assert lapse_recoveries(now=NOW + TO_ANSWER) == 1
    with pytest.raises(MoveNotAllowed):
        ready_recovery(unused.id, now=NOW + SHORT_WAIT + TO_USE)
    assert lapse_recoveries(now=NOW + SHORT_WAIT + TO_USE) == 1
    assert [scene.again(each).status for each in (unanswered, unused)] == [Recovery.LAPSED] * 2


@pytest.mark.django_db
def test_a_contact_read_out_at_the_desk_is_in_use_after_two_officers_and_three_days_and_not_before() -> None:
    """For whoever has no smartphone: nothing is left to do on a screen."""
    scene = new_scene()
    change = name_contact(scene.member, NEW_PHONE, actor=scene.officer, now=NOW)
    sent = send_confirmation(change, now=NOW)
    check_code(sent.id, CONTACT, last_code(), now=NOW)
    recovery = ask_recovery(scene.member, scene.branch, CHECKED, actor=scene.officer, now=NOW, change=change).recovery

    assert sweep_asked(now=NOW + timedelta(days=3)) == 0
    assert [contact.value for contact in contacts_of(scene.member.id)] == [PHONE]
    agree_to_recovery(recovery, actor=scene.supervisor, now=NOW)
    assert ripen_recoveries(now=THEN - SECOND) == 0
    assert [contact.value for contact in contacts_of(scene.member.id)] == [PHONE]
    assert ripen_recoveries(now=THEN) == 1

    assert sorted(contact.value for contact in contacts_of(scene.member.id)) == [PHONE, NEW_PHONE]
    assert scene.again(recovery).status == Recovery.DONE
    with pytest.raises(NotThere):
        ready_recovery(recovery.id, now=THEN)


@pytest.mark.django_db
def test_a_contact_of_somebody_else_is_not_taken_along() -> None:
    scene, other = new_scene(), a_member("3174012802011503", phone="+6281200000003")
    foreign = check_code(ask_contact(other, EMAIL, now=THEN).id, CONTACT, last_code(), now=THEN)
    recovery = vouched(scene).recovery
    change = ContactChange.objects.get()

    with pytest.raises(NotThere):
        finish_recovery(ready_recovery(recovery.id, now=THEN), foreign, NEW, now=THEN)
    with pytest.raises(NotThere):
        ask_recovery(scene.member, scene.branch, CHECKED, actor=scene.officer, now=NOW, change=change)


@pytest.mark.django_db
def test_a_weak_password_changes_nothing_at_all() -> None:
    scene = new_scene()
    recovery = ready_recovery(vouched(scene).recovery.id, now=THEN)

    with pytest.raises(WeakPassword), transaction.atomic():
        finish_recovery(recovery, _proved(scene), "pendek", now=THEN)

    assert scene.again(recovery).status == Recovery.READY
    assert with_password([User.objects.get(pk=scene.user.pk)], PASSWORD) != []
    assert contacts_of(scene.member.id).count() == 1


@pytest.mark.django_db
def test_the_slip_is_found_by_number_and_code_however_they_are_typed_and_by_neither_alone() -> None:
    opened = vouched(new_scene())
    number, code = opened.recovery.number, opened.code

    found = recovery_by_slip(
        f" {number.lower().replace('-', ' ')}", f"{code[:5].lower()}-{code[5:]}", address="a", now=NOW
    )

    assert found == opened.recovery
    for wrong in ((number, "AAAAAAAAAA"), ("2222-2222", code), ("", ""), ("\0" * 90, "\0" * 90), (number, "")):
        with pytest.raises(SlipRefused):
            recovery_by_slip(*wrong, address="a", now=NOW)


@pytest.mark.django_db
def test_a_slip_is_guessed_at_five_times_and_the_lock_ends() -> None:
    opened = vouched(new_scene())
    for _ in range(5):
        with pytest.raises(SlipRefused):
            recovery_by_slip(opened.recovery.number, "AAAAAAAAAA", address="a", now=NOW)

    with pytest.raises(TooMany) as refusal:
        recovery_by_slip(opened.recovery.number, opened.code, address="b", now=NOW)

    later = NOW + timedelta(minutes=15)
    assert refusal.value.until == later
    assert recovery_by_slip(opened.recovery.number, opened.code, address="b", now=later) == opened.recovery


def test_of_a_call_off_and_a_finish_at_once_one_wins(committed: None) -> None:
    scene = new_scene()
    recovery = ready_recovery(vouched(scene).recovery.id, now=THEN)
    token = link_token("recovery", recovery.id)

    outcome = at_once(
        [
            lambda: finish_recovery(scene.again(recovery), None, NEW, now=THEN),
            lambda: cancel_recovery_by_link(recovery.id, token, now=THEN),
        ]
    )

    status = scene.again(recovery).status
    assert sorted(str(getattr(each, "code", each)) for each in outcome) in (
        ["already-moved", "done"],
        ["done", "move-not-allowed"],
    )
    assert isinstance(outcome[0], DomainError) == (status == Recovery.CANCELLED)
    known = with_password([User.objects.get(pk=scene.user.pk)], NEW)
    assert bool(known) == (status == Recovery.DONE)


def test_of_four_finishing_with_one_slip_one_does(committed: None) -> None:
    scene = new_scene()
    recovery = ready_recovery(vouched(scene).recovery.id, now=THEN)

    rows = [scene.again(recovery) for _ in range(4)]
    outcome = at_once([lambda row=row: finish_recovery(row, None, NEW, now=THEN) for row in rows])  # type: ignore[misc]

    assert sorted(str(getattr(each, "code", each)) for each in outcome) == [*["already-moved"] * 3, "done"]
