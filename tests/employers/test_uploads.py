"""A roster in the browser: compared first, written only when confirmed, taken back within a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from kartu.accounts.activation import account_of
from kartu.accounts.models import Role
from kartu.accounts.staff import RoleMissing, appoint
from kartu.audit.actors import member_actor, staff_actor
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.throttle import LIMITS, TooMany
from kartu.employers import states
from kartu.employers.holdings import employers_said
from kartu.employers.models import Proposal, Upload
from kartu.employers.policy import FREE_STRANGERS, KEPT_UNCONFIRMED, UNDO_FOR
from kartu.employers.proposals import accept_proposal, decline_proposal
from kartu.employers.reading import MOST_ATTEMPTS, read_upload
from kartu.employers.refusals import TooLate
from kartu.employers.staging import opened
from kartu.employers.undoing import undo_written
from kartu.employers.uploads import (
    SentFile,
    cancel_upload,
    confirm_upload,
    release_upload,
    send_roster,
    sweep_uploads,
    undo_upload,
)
from kartu.notifications.models import Message
from kartu.registry.lookups import member_by_identity
from kartu.registry.models import Branch, Contact, Member, Membership
from tests.employers.uploads import Company, company, roster
from tests.registry.rosters import entry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def _undone(mine: Company, upload: Upload) -> Upload:
    undo_upload(upload, actor=mine.actor, now=mine.now)
    undo_written(upload.id, now=mine.now)
    upload.refresh_from_db()
    return upload


def _files() -> list[Path]:
    return list((settings.DATA / "rosters").glob("*/*"))


def test_nothing_is_written_before_somebody_confirms() -> None:
    mine = company("11", NOW)

    upload = mine.sends(entry(number) for number in range(5))

    assert (upload.status, upload.counts) == (states.READY, {"read": 5, "new": 5, "left": 0})
    assert (Member.objects.count(), Membership.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_a_confirmed_roster_makes_its_workers_once(django_assert_num_queries: object) -> None:
    mine = company("11", NOW)

    upload = mine.has(entry(number) for number in range(5))

    assert (upload.status, upload.outcome) == (states.DONE, {"recorded": 5})
    assert Membership.objects.filter(employer=mine.employer).count() == 5
    again = mine.sends(entry(number) for number in range(5))
    assert again.counts == {"read": 5, "unchanged": 5, "left": 0}


def test_the_file_lies_sealed_and_is_gone_once_it_was_read() -> None:
    mine = company("11", NOW)
    one = entry(1)
    before = _files()

    upload = send_roster(mine.employer, mine.hr, SentFile("x.csv", roster([one])), actor=mine.actor, now=NOW)
    (kept,) = set(_files()) - set(before)
    assert one.nik.encode() not in kept.read_bytes()
    mine.confirms(mine.sends_file(roster([entry(2)])))
    cancel_upload(upload, actor=mine.actor, now=NOW)

    assert _files() == before
    assert Upload.objects.get(pk=upload.id).lines.count() == 0


def test_lines_are_sealed_until_they_are_confirmed() -> None:
    mine = company("11", NOW)
    one = entry(1)

    upload = mine.sends([one])

    line = upload.lines.get()
    assert one.nik.encode() not in bytes(line.line_sealed or b"")
    ((_, said),) = opened([line], upload.member_key())
    assert said.worker is not None
    assert said.worker.nik == one.nik


def test_a_second_roster_says_who_is_new_changed_left_unchanged_and_refused() -> None:
    mine = company("11", NOW)
    mine.has([entry(1), entry(2, staff_number="A2"), entry(3), entry(4, name="Sri Lestari")])

    upload = mine.sends(
        [entry(1), entry(2, staff_number="B2"), entry(4, name="Sri Lestary"), entry(5), entry(6, nik="12")]
    )

    assert upload.counts == {"read": 5, "unchanged": 1, "changed": 2, "new": 1, "refused": 1, "left": 1}
    assert Membership.objects.get(number=entry(3).kpj).ended_on is None


def test_who_is_missing_from_the_file_does_not_leave_by_itself() -> None:
    mine = company("11", NOW)
    mine.has([entry(1), entry(2)])

    upload = mine.confirms(mine.sends([entry(1)]))

    assert upload.counts["left"] == 1
    assert Membership.objects.filter(employer=mine.employer, ended_on=None).count() == 2


def test_a_refused_row_keeps_its_worker_from_looking_gone() -> None:
    mine = company("11", NOW)
    mine.has([entry(1)])

    upload = mine.sends([entry(1, nik="not a number")])

    assert upload.counts == {"read": 1, "refused": 1, "left": 0}


def test_a_worker_of_another_employer_stays_there_until_the_worker_says_yes() -> None:
    theirs, mine = company("11", NOW, name="PT Lama"), company("22", NOW, name="PT Baru")
    theirs.has([entry(1, email="budi@contoh.id")])
    member = member_by_identity(Member.KTP, entry(1).nik)
    assert member is not None

    upload = mine.sends([entry(1, email="pencuri@contoh.id")])
    assert upload.counts == {"read": 1, "new": 1, "left": 0}
    upload = mine.confirms(upload)

    assert upload.outcome == {"asked": 1}
    standing = Membership.objects.get()
    assert standing.employer == theirs.employer
    assert Contact.objects.count() == 1
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.status, proposal.member) == ("move", states.OPEN, member)
    assert Message.objects.get(kind="proposal").values == {"employer_id": mine.employer.id}
    accept_proposal(proposal, actor=member_actor(member.id), now=NOW)
    standing.refresh_from_db()
    assert standing.employer == mine.employer
    assert Contact.objects.count() == 1


def test_a_member_of_elsewhere_with_a_new_number_is_asked_too_and_looks_like_anybody_new() -> None:
    theirs, mine = company("11", NOW), company("22", NOW)
    theirs.has([entry(1)])

    upload = mine.sends([entry(1, kpj="26099999999", name="Nama Lain"), entry(2)])
    known, unknown = opened(upload.lines.order_by("position"), upload.member_key())
    assert (known[0].kind, known[1].findings) == (unknown[0].kind, unknown[1].findings) == ("new", ())
    upload = mine.confirms(upload)

    assert upload.outcome == {"asked": 1, "recorded": 1}
    assert Membership.objects.filter(member__identity_index=Proposal.objects.get().member.identity_index).count() == 1


def test_only_the_person_or_a_supervisor_answers_a_proposal() -> None:
    theirs, mine = company("11", NOW), company("22", NOW)
    theirs.has([entry(1), entry(2)])
    mine.has([entry(1)])
    proposal = Proposal.objects.get()
    other = member_by_identity(Member.KTP, entry(2).nik)
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    officer = appoint(Role.Kind.OFFICER, branch=branch, now=NOW)
    supervisor = appoint(Role.Kind.SUPERVISOR, branch=branch, now=NOW)
    assert other is not None

    for stranger in (
        mine.actor,
        theirs.actor,
        member_actor(other.id),
        staff_actor(officer.id),
        staff_actor(mine.hr.id),
    ):
        with pytest.raises(RoleMissing):
            accept_proposal(proposal, actor=stranger, now=NOW)
        with pytest.raises(RoleMissing):
            decline_proposal(proposal, actor=stranger, now=NOW)
    assert Membership.objects.get(number=entry(1).kpj).employer == theirs.employer
    accept_proposal(proposal, actor=staff_actor(supervisor.id), now=NOW)
    assert Membership.objects.get(number=entry(1).kpj).employer == mine.employer


def test_who_said_no_is_not_asked_again_the_next_day() -> None:
    theirs, mine = company("11", NOW), company("22", NOW)
    theirs.has([entry(1)])
    mine.has([entry(1)])
    proposal = Proposal.objects.get()
    decline_proposal(proposal, actor=member_actor(proposal.member_id), now=NOW)

    upload = mine.has([entry(1)])

    assert upload.outcome == {"asked": 1}
    assert Proposal.objects.count() == 1


def test_a_name_and_a_birth_date_change_only_with_a_yes() -> None:
    mine = company("11", NOW)
    mine.has([entry(1)])
    before = Member.objects.get()

    mine.has([entry(1, name="Budi Setiawan", birth_date="01-03-2001")])

    same = Member.objects.get()
    assert (same.name, same.birth_date) == (before.name, before.birth_date)
    accept_proposal(Proposal.objects.get(), actor=member_actor(same.id), now=NOW)
    after = Member.objects.get()
    assert (after.name, after.birth_date_text) == ("Budi Setiawan", "2001-03-01")
    assert mine.sends([entry(1, name="Budi Setiawan", birth_date="01-03-2001")]).counts["unchanged"] == 1


def test_a_contact_an_employer_sends_changes_nothing_and_is_not_compared_before_its_eyes() -> None:
    mine = company("11", NOW)
    mine.has([entry(1, email="budi@contoh.id")])

    upload = mine.sends([entry(1, email="lain@contoh.id")])

    assert upload.counts == {"read": 1, "quiet": 1, "left": 0}
    mine.confirms(upload)
    proposal = Proposal.objects.get()
    accept_proposal(proposal, actor=member_actor(proposal.member_id), now=NOW)
    assert [contact.value for contact in Contact.objects.all()] == ["budi@contoh.id"]


def test_a_confirmation_is_made_once_by_whoever_clicks_first() -> None:
    mine = company("11", NOW)
    upload = mine.sends([entry(1)])
    same = Upload.objects.get(pk=upload.id)

    confirm_upload(upload, actor=mine.actor, now=NOW)
    with pytest.raises(AlreadyMoved):
        confirm_upload(same, actor=mine.actor, now=NOW)

    assert Event.objects.filter(action="roster-confirmed").count() == 1


def test_undone_within_a_day_nothing_of_it_is_left() -> None:
    mine = company("11", NOW)
    mine.has([entry(1, staff_number="A1")])
    upload = mine.has([entry(1, staff_number="B1"), entry(2), entry(3)])

    upload = _undone(mine, upload)

    assert (upload.status, upload.outcome) == (states.UNDONE, {"recorded": 3, "taken-back": 3})
    assert Membership.objects.get().staff_number == "A1"
    assert Member.objects.count() == 1
    assert Contact.objects.count() == 0


def test_what_somebody_uses_by_now_stays_and_is_said() -> None:
    mine = company("11", NOW)
    upload = mine.has([entry(1), entry(2)])
    member = member_by_identity(Member.KTP, entry(1).nik)
    assert member is not None
    account_of(member, now=NOW)

    upload = _undone(mine, upload)

    assert upload.outcome == {"recorded": 2, "taken-back": 1, "used": 1}
    assert Membership.objects.get().member == member


def test_undoing_withdraws_what_was_asked() -> None:
    theirs, mine = company("11", NOW), company("22", NOW)
    theirs.has([entry(1), entry(2)])
    upload = mine.has([entry(1), entry(2)])
    first = Proposal.objects.order_by("id")[0]
    accept_proposal(first, actor=member_actor(first.member_id), now=NOW)

    upload = _undone(mine, upload)

    assert upload.outcome == {"asked": 2, "taken-back": 1, "used": 1}
    assert sorted(Proposal.objects.values_list("status", flat=True)) == ["accepted", "withdrawn"]


def test_after_a_day_there_is_no_undoing() -> None:
    mine = company("11", NOW)
    upload = mine.has([entry(1)])

    with pytest.raises(TooLate):
        undo_upload(upload, actor=mine.actor, now=NOW + UNDO_FOR)


def test_a_list_of_those_who_left_ends_them_on_their_day_and_can_be_undone() -> None:
    mine, theirs = company("11", NOW), company("22", NOW)
    mine.has([entry(1), entry(2)])
    theirs.has([entry(3)])
    day = NOW.date() - timedelta(days=2)

    upload = mine.sends([entry(1), entry(3), entry(9)], last_day=day)
    assert upload.counts == {"read": 3, "refused": 2, "left": 1}
    upload = mine.confirms(upload)

    assert Membership.objects.get(number=entry(1).kpj).ended_on == day
    assert Membership.objects.get(number=entry(3).kpj).ended_on is None
    _undone(mine, upload)
    assert Membership.objects.get(number=entry(1).kpj).ended_on is None


def test_strangers_beyond_what_an_employer_may_add_are_held_for_the_funds_eyes() -> None:
    mine = company("11", NOW)
    mine.has(entry(number) for number in range(10))

    upload = mine.sends(entry(number) for number in range(10, 11 + FREE_STRANGERS))

    assert upload.status == states.HELD
    with pytest.raises(MoveNotAllowed):
        confirm_upload(upload, actor=mine.actor, now=NOW)
    with pytest.raises(RoleMissing):
        release_upload(upload, actor=mine.actor, now=NOW)
    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    release_upload(upload, actor=staff_actor(appoint("supervisor", branch=branch, now=NOW).id), now=NOW)
    assert mine.confirms(upload).outcome == {"recorded": FREE_STRANGERS + 1}


def test_rosters_are_limited_an_hour() -> None:
    mine = company("11", NOW)
    for _ in range(LIMITS["roster-employer"].tries):
        send_roster(mine.employer, mine.hr, SentFile("x", b"x"), actor=mine.actor, now=NOW)

    with pytest.raises(TooMany):
        send_roster(mine.employer, mine.hr, SentFile("x", b"x"), actor=mine.actor, now=NOW)


def test_what_nobody_confirmed_goes_with_everything_it_said() -> None:
    mine = company("11", NOW)
    upload = mine.sends([entry(1)])

    assert sweep_uploads(now=NOW + KEPT_UNCONFIRMED + timedelta(seconds=1)) == 1

    upload.refresh_from_db()
    assert (upload.status, bytes(upload.data_key), upload.lines.count()) == (states.CANCELLED, b"", 0)


def test_a_member_takes_away_what_employers_said() -> None:
    theirs, mine = company("11", NOW, name="PT Lama"), company("22", NOW, name="PT Baru")
    theirs.has([entry(1)])
    mine.has([entry(1, staff_number="B1")])
    theirs.confirms(theirs.sends([entry(1)], last_day=NOW.date()))

    said = employers_said(Proposal.objects.get().member_id)

    assert [(row["employer"], row["kind"]) for row in said] == [("PT Baru", "move"), ("PT Lama", "left")]
    assert said[0]["proposed"] == [entry(1).kpj, "B1"]


def test_a_file_that_ends_the_work_again_and_again_is_refused() -> None:
    mine = company("11", NOW)
    upload = send_roster(mine.employer, mine.hr, SentFile("x.csv", roster([entry(1)])), actor=mine.actor, now=NOW)
    Upload.objects.filter(pk=upload.id).update(attempt=MOST_ATTEMPTS)

    read_upload(upload.id, now=NOW)

    assert Upload.objects.get(pk=upload.id).status == states.REFUSED
