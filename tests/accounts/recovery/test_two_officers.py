from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from kartu.accounts.models import Recovery, Role, User
from kartu.accounts.recovery.deciding import (
    agree_to_recovery,
    cancel_recovery,
    cancel_recovery_by_link,
    recovery_by_link,
    refuse_recovery,
)
from kartu.accounts.recovery.opening import WAIT, ask_recovery
from kartu.accounts.recovery.queries import recoveries_for, recovery_for
from kartu.accounts.recovery.refusals import DocumentMissing, OwnRecord, SecondNeeded
from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import ANONYMOUS, OPERATOR, SYSTEM, Actor, member_actor, staff_actor
from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.base.digits import link_token
from kartu.base.errors import NotThere
from kartu.notifications.models import Message
from tests.accounts.builders import NOW
from tests.accounts.recovery.scenes import CHECKED, Scene, asked, new_scene, vouched
from tests.replacements.builders import at_once, new_branch, staff


def _second(scene: Scene, recovery: Recovery) -> Actor:
    """The officer who was drawn."""
    return staff_actor(recovery.offered_to_id or 0)


@pytest.mark.django_db
def test_what_one_officer_asks_opens_nothing_until_a_second_agrees_and_three_days_are_over() -> None:
    scene = new_scene()

    recovery = asked(scene).recovery
    before = (recovery.status, recovery.due_at, Message.objects.filter(kind="recovery_waits").count())
    agree_to_recovery(recovery, actor=_second(scene, recovery), now=NOW)

    assert before == (Recovery.ASKED, None, 0)
    assert (recovery.status, recovery.due_at) == (Recovery.WAITING, NOW + WAIT)
    assert Message.objects.filter(kind="recovery_waits").count() == 1
    agreed = Event.objects.get(action="recovery-agreed")
    assert (agreed.actor_id, agreed.member_id) == (recovery.offered_to_id, scene.member.id)


@pytest.mark.django_db
def test_where_there_is_nobody_to_warn_the_second_officer_is_enough() -> None:
    scene = new_scene(account=False, phone="")
    recovery = asked(scene).recovery

    agree_to_recovery(recovery, actor=scene.supervisor, now=NOW)

    assert (recovery.status, recovery.due_at) == (Recovery.WAITING, NOW)


@pytest.mark.django_db
def test_the_second_is_drawn_among_the_others_of_the_branch() -> None:
    scene = new_scene(account=False)

    drawn = set()
    for _ in range(24):
        recovery = asked(scene).recovery
        drawn.add(recovery.offered_to_id)
        cancel_recovery(recovery, actor=scene.officer, now=NOW)

    assert drawn == {scene.colleague.id, scene.supervisor.id}


@pytest.mark.django_db
def test_where_an_officer_is_alone_at_a_branch_one_of_another_branch_is_drawn() -> None:
    scene, lonely = new_scene(), new_branch()
    alone = staff(Role.Kind.SUPERVISOR, lonely)

    recovery = ask_recovery(scene.member, lonely, CHECKED, actor=alone, now=NOW).recovery

    assert recovery.offered_to_id in {scene.officer.id, scene.colleague.id, scene.supervisor.id}
    Role.objects.exclude(user=alone.id).delete()
    cancel_recovery(recovery, actor=alone, now=NOW)
    with pytest.raises(SecondNeeded):
        ask_recovery(scene.member, lonely, CHECKED, actor=alone, now=NOW)


def _actors(scene: Scene, recovery: Recovery) -> dict[str, Actor]:
    """Everybody who might try to be the second, by what they are."""
    drawn = recovery.offered_to_id
    own = staff(Role.Kind.SUPERVISOR, scene.branch)
    gone = staff(Role.Kind.SUPERVISOR, scene.branch)
    User.objects.filter(member=scene.member).update(member=None)
    User.objects.filter(pk=own.id or 0).update(member=scene.member)
    Role.objects.filter(user=gone.id).update(until=NOW)
    return {
        "drawn": staff_actor(drawn or 0),
        "supervisor": scene.supervisor,
        "maker": scene.officer,
        "colleague not drawn": staff(Role.Kind.OFFICER, scene.branch),
        "supervisor elsewhere": staff(Role.Kind.SUPERVISOR, new_branch()),
        "the member, a supervisor": own,
        "no longer supervisor": gone,
        "hr": scene.hr,
        "member": member_actor(scene.member.id),
        "nobody": ANONYMOUS,
        "system": SYSTEM,
        "operator": OPERATOR,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["agree", "refuse"])
def test_of_all_who_might_be_the_second_only_the_one_drawn_and_a_supervisor_there_may_be(answer: str) -> None:
    """The matrix: who may answer what an officer asked; everybody else finds nothing there."""
    scene, may = new_scene(account=False), set()
    recovery = asked(scene).recovery
    actors = _actors(scene, recovery)

    for name, actor in actors.items():
        with transaction.atomic():
            try:
                row = scene.again(recovery)
                if answer == "agree":
                    agree_to_recovery(row, actor=actor, now=NOW)
                else:
                    refuse_recovery(row, "person", actor=actor, now=NOW)
            except NotThere:
                continue
            may.add(name)
            transaction.set_rollback(True)

    assert may == {"drawn", "supervisor"}


@pytest.mark.django_db
def test_no_one_of_staff_can_do_it_alone_nor_hr_nor_the_operator() -> None:
    """The other matrix: whoever may ask, may not answer what they asked."""
    scene = new_scene(account=False)
    for maker in (scene.officer, scene.supervisor):
        recovery = ask_recovery(scene.member, scene.branch, CHECKED, actor=maker, now=NOW).recovery
        with pytest.raises(NotThere):
            agree_to_recovery(recovery, actor=maker, now=NOW)
        cancel_recovery(recovery, actor=maker, now=NOW)
    for actor in (scene.hr, OPERATOR, SYSTEM, ANONYMOUS, member_actor(scene.member.id), staff_actor(999_999)):
        with pytest.raises(RoleMissing):
            ask_recovery(scene.member, scene.branch, CHECKED, actor=actor, now=NOW)
    recovery = vouched(scene).recovery
    for actor in (scene.officer, scene.supervisor, scene.hr):
        with pytest.raises(NotThere):
            agree_to_recovery(recovery, actor=actor, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "trick",
    [
        "UPDATE accounts_recovery SET second_by_id = opened_by_id WHERE id = %s",
        "UPDATE accounts_recovery SET status = 'waiting', due_at = now() WHERE id = %s",
        "UPDATE accounts_recovery SET status = 'ready', due_at = now() WHERE id = %s",
        "UPDATE accounts_recovery SET status = 'done', due_at = now() WHERE id = %s",
        "UPDATE accounts_recovery SET status = 'waiting', due_at = now(), way = 'code' WHERE id = %s",
        "UPDATE accounts_recovery SET status = 'waiting', due_at = now(), way = 'employer' WHERE id = %s",
        "UPDATE accounts_recovery SET status = 'sideways' WHERE id = %s",
    ],
)
def test_the_database_itself_refuses_maker_as_checker_and_a_way_without_a_second(trick: str) -> None:
    recovery = asked(new_scene()).recovery

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(trick, [recovery.id])


@pytest.mark.django_db
def test_an_officer_does_not_ask_for_the_own_record_nor_at_another_branch_nor_without_a_document() -> None:
    scene = new_scene(account=False)
    own = staff(Role.Kind.OFFICER, scene.branch)
    User.objects.filter(pk=own.id or 0).update(member=scene.member)

    with pytest.raises(OwnRecord):
        ask_recovery(scene.member, scene.branch, CHECKED, actor=own, now=NOW)
    with pytest.raises(RoleMissing):
        ask_recovery(scene.member, new_branch(), CHECKED, actor=scene.officer, now=NOW)
    with pytest.raises(DocumentMissing):
        ask_recovery(scene.member, scene.branch, ("answers",), actor=scene.officer, now=NOW)

    assert not Recovery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "document",
    [
        "identity_card",
        "digital_identity",
        "passport",
        "stay_permit",
        "family_card",
        "driving_licence",
        "employer_letter",
    ],
)
def test_whoever_lost_the_ktp_too_is_served_with_any_other_document_and_it_is_recorded(document: str) -> None:
    scene = new_scene()

    recovery = ask_recovery(scene.member, scene.branch, (document,), actor=scene.officer, now=NOW).recovery

    assert recovery.checked == document
    assert Event.objects.get(action="recovery-asked").detail["checked"] == document


@pytest.mark.django_db
def test_one_tap_in_any_of_the_messages_calls_it_off_and_a_made_up_link_does_not() -> None:
    recovery = vouched(new_scene()).recovery
    token = link_token("recovery", recovery.id)

    with pytest.raises(NotThere):
        cancel_recovery_by_link(recovery.id, "0" * 32, now=NOW)
    with pytest.raises(NotThere):
        recovery_by_link(recovery.id + 1, token)
    cancel_recovery_by_link(recovery.id, token, now=NOW)
    again = cancel_recovery_by_link(recovery.id, token, now=NOW)

    assert again.status == Recovery.CANCELLED
    assert Message.objects.filter(kind="recovery_cancelled").count() == 1


@pytest.mark.django_db
def test_who_may_call_it_off() -> None:
    scene, may = new_scene(account=False), set()
    recovery = asked(scene).recovery
    for name, actor in _actors(scene, recovery).items():
        with transaction.atomic():
            try:
                cancel_recovery(scene.again(recovery), actor=actor, now=NOW)
            except NotThere:
                continue
            may.add(name)
            transaction.set_rollback(True)

    assert may == {"drawn", "supervisor", "maker", "member"}


@pytest.mark.django_db
def test_the_second_sees_what_to_answer_and_others_do_not() -> None:
    scene = new_scene()
    recovery = asked(scene).recovery
    drawn = recovery.offered_to_id or 0

    def listed(actor: Actor) -> list[int]:
        return [each.id for each in recoveries_for(actor.id or 0, scene.branch.id, now=NOW)]

    assert listed(staff_actor(drawn)) == listed(scene.supervisor) == [recovery.id]
    assert listed(scene.officer) == listed(staff(Role.Kind.OFFICER, scene.branch)) == []
    assert recovery_for(recovery.number, scene.officer.id or 0, now=NOW) == recovery
    with pytest.raises(NotThere):
        recovery_for(recovery.number, staff(Role.Kind.OFFICER, scene.branch).id or 0, now=NOW)


@pytest.mark.django_db
def test_once_answered_or_called_off_it_is_over() -> None:
    scene = new_scene()
    recovery = asked(scene).recovery
    refuse_recovery(recovery, "document", actor=scene.supervisor, now=NOW)

    for late in (agree_to_recovery, cancel_recovery):
        with pytest.raises(MoveNotAllowed):
            late(recovery, actor=scene.supervisor, now=NOW + timedelta(minutes=1))
    assert Event.objects.get(action="recovery-refused").detail == {"reason": "document"}


def test_two_seconds_at_once_one_answers_and_the_other_is_told(committed: None) -> None:
    scene = new_scene()
    recovery = asked(scene).recovery
    drawn = staff_actor(recovery.offered_to_id or 0)
    another = staff(Role.Kind.SUPERVISOR, scene.branch)
    rows = [scene.again(recovery) for _ in range(2)]

    outcome = at_once(
        [
            lambda: agree_to_recovery(rows[0], actor=drawn, now=NOW),
            lambda: refuse_recovery(rows[1], "person", actor=another, now=NOW),
        ]
    )

    assert sorted(str(getattr(each, "code", each)) for each in outcome) == ["already-moved", "done"]


def test_two_officers_ask_at_once_and_one_way_is_under_way(committed: None) -> None:
    scene = new_scene()

    outcome = at_once(
        [
            lambda: ask_recovery(scene.member, scene.branch, CHECKED, actor=scene.officer, now=NOW),
            lambda: ask_recovery(scene.member, scene.branch, CHECKED, actor=scene.colleague, now=NOW),
        ]
    )

    assert sorted(str(getattr(each, "code", each)) for each in outcome) == ["done", "recovery-running"]
    assert Recovery.objects.count() == 1
