from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.conf import settings

from kartu.accounts.models import Recovery, Role, User
from kartu.accounts.recovery.opening import WAIT, vouch_for
from kartu.accounts.recovery.refusals import DocumentMissing, OwnRecord, RecoveryRunning
from kartu.accounts.recovery.statements import VOUCH, statement_words
from kartu.accounts.staff import RoleMissing, appoint
from kartu.audit.actors import OPERATOR, Actor
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.base.throttle import TooMany
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from kartu.registry.members import ensure_employer, sealed_contact
from kartu.registry.models import Employer
from tests.accounts.builders import NOW, a_member
from tests.accounts.recovery.scenes import CHECKED, new_scene, vouched

pytestmark = pytest.mark.django_db


def test_the_employers_word_opens_nothing_for_three_days_and_every_contact_is_told() -> None:
    scene = new_scene()
    sealed_contact(scene.member, "email", "siti@contoh.id", "roster", NOW).save(force_insert=True)

    opened = vouched(scene)

    recovery = opened.recovery
    assert (recovery.status, recovery.due_at) == (Recovery.WAITING, NOW + WAIT)
    assert (recovery.statement, recovery.checked) == (VOUCH, "passport answers")
    told = list(Message.objects.filter(kind="recovery_waits").order_by("id"))
    assert [message.to_kind for message in told] == ["phone", "email"]
    letter = write_letter(told[0], settings.PROFILE)
    assert "25 November 2026 pukul 17.00 WIB" in letter.text
    assert "Perusahaan Anda" in letter.text
    assert re.search(r"/masuk/bantuan/batal/\d+/[0-9a-f]{32}", letter.text)


def test_the_statement_is_stored_by_code_with_who_for_whom_and_what_was_checked() -> None:
    scene = new_scene()

    recovery = vouched(scene).recovery

    event = Event.objects.get(action="recovery-asked")
    assert (event.actor_kind, event.actor_id, event.member_id) == ("employer", scene.hr.id, scene.member.id)
    assert event.detail == {
        "way": "employer",
        "gives": "entry",
        "checked": "passport answers",
        "statement": "vouch-1",
        "employer": scene.employer.id,
    }
    words = statement_words(recovery.statement, member="Siti", employer="PT Laut Biru", language="en")
    assert "Siti works at PT Laut Biru" in words


def test_the_code_itself_is_not_stored() -> None:
    opened = vouched(new_scene())

    row = Recovery.objects.filter(pk=opened.recovery.pk).values().get()
    assert not any(opened.code in str(value) or opened.code.encode() == value for value in row.values())


def test_hr_vouches_only_for_somebody_who_works_there_today() -> None:
    scene = new_scene()
    stranger = a_member("3174012802011502", phone="+6281200000001")
    with pytest.raises(NotThere):
        vouch_for(stranger, scene.employer, CHECKED, actor=scene.hr, now=NOW)

    scene.member.memberships.update(ended_on=date(2026, 11, 21))
    with pytest.raises(NotThere):
        vouched(scene)
    scene.member.memberships.update(ended_on=date(2026, 11, 22))

    assert vouched(scene).recovery.status == Recovery.WAITING


def test_only_hr_of_this_company_vouches_and_a_reader_does_not() -> None:
    scene = new_scene()
    other, _ = ensure_employer("JJ000009", actor=OPERATOR, now=NOW)
    foreign = Actor("employer", appoint(Role.Kind.HR, employer=other, grade=Role.OWNER, now=NOW).id)
    reader = Actor("employer", appoint(Role.Kind.HR, employer=scene.employer, grade=Role.READER, now=NOW).id)
    gone = Actor("employer", appoint(Role.Kind.HR, employer=scene.employer, now=NOW).id)
    Role.objects.filter(user=gone.id).update(until=NOW)

    for actor in (foreign, reader, gone, scene.officer, Actor("member", scene.member.id), OPERATOR):
        with pytest.raises(RoleMissing):
            vouch_for(scene.member, scene.employer, CHECKED, actor=actor, now=NOW)


def test_hr_of_the_company_vouches_for_workers_of_its_units_and_not_the_other_way() -> None:
    scene = new_scene()
    company, _ = ensure_employer("JJ000008", actor=OPERATOR, now=NOW)
    Employer.objects.filter(pk=scene.employer.pk).update(parent=company)
    scene.employer.refresh_from_db()
    above = Actor("employer", appoint(Role.Kind.HR, employer=company, grade=Role.OWNER, now=NOW).id)

    assert vouch_for(scene.member, scene.employer, CHECKED, actor=above, now=NOW).recovery.employer == scene.employer
    with pytest.raises(RoleMissing):
        vouch_for(scene.member, company, CHECKED, actor=scene.hr, now=NOW)


def test_nobody_of_hr_vouches_for_the_own_account() -> None:
    scene = new_scene()
    User.objects.filter(member=scene.member).update(member=None)
    User.objects.filter(pk=scene.hr.id or 0).update(member=scene.member)

    with pytest.raises(OwnRecord):
        vouched(scene)


@pytest.mark.parametrize("checked", [(), ("answers",), ("roster_photo", "answers")])
def test_a_photo_and_answers_alone_prove_nobody(checked: tuple[str, ...]) -> None:
    scene = new_scene()

    with pytest.raises(DocumentMissing):
        vouch_for(scene.member, scene.employer, checked, actor=scene.hr, now=NOW)


def test_hr_vouches_five_times_a_day() -> None:
    scene = new_scene()
    for number in range(5):
        member = a_member(f"317401280201160{number}", phone="")
        member.memberships.model.objects.create(member=member, number=f"2605000000{number}", employer=scene.employer)
        vouch_for(member, scene.employer, CHECKED, actor=scene.hr, now=NOW)

    with pytest.raises(TooMany):
        vouched(scene)
    with pytest.raises(TooMany):
        vouch_for(scene.member, scene.employer, CHECKED, actor=scene.hr, now=NOW + timedelta(hours=23))

    vouch_for(scene.member, scene.employer, CHECKED, actor=scene.hr, now=NOW + timedelta(hours=24))


def test_one_way_back_at_a_time() -> None:
    scene = new_scene()
    number = vouched(scene).recovery.number

    with pytest.raises(RecoveryRunning) as refusal:
        vouched(scene)

    assert number in refusal.value.words("id")
