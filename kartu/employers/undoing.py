"""Undoing an upload, a piece at a time: what nobody has used since is taken back, the rest is said line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, RestrictedError

from kartu.accounts.models import User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status, record_many
from kartu.base.crypto import DataKey
from kartu.cards.models import Card
from kartu.employers import states
from kartu.employers.attesting import take_back
from kartu.employers.models import Attestation, Proposal, Upload, UploadLine
from kartu.employers.staging import opened
from kartu.employers.uploads import withdraw_proposals
from kartu.employers.working import NotOurs, begin, piece
from kartu.registry.models import Contact, Member, Membership

SLICE = 500


class Undoing:
    """One slice of lines, undone in the caller's transaction."""

    def __init__(self, upload: Upload, key: DataKey, now: datetime) -> None:
        self.upload = upload
        self.key = key
        self.now = now
        self.actor = Actor("employer", upload.user_id)

    def undo(self, lines: Sequence[UploadLine]) -> None:
        undone = {
            **self._registered([line for line in lines if line.kind == states.NEW and line.outcome == states.RECORDED]),
            **self._changed([line for line in lines if line.kind == states.CHANGED]),
            **self._attested([line for line in lines if line.kind in (states.LEFT, states.WORKS)]),
            **_asked([line for line in lines if line.outcome == states.ASKED]),
        }
        for became in (states.TAKEN_BACK, states.USED):
            chosen = [number for number, word in undone.items() if word == became]
            UploadLine.objects.filter(pk__in=chosen).update(undone=became)
        rest = [line.id for line in lines if line.id not in undone]
        UploadLine.objects.filter(pk__in=rest).update(undone=states.TAKEN_BACK)

    def _registered(self, lines: Sequence[UploadLine]) -> dict[int, str]:
        """Memberships of people this upload brought in; with the person, when nothing else is left of them."""
        numbers = [line.membership_id for line in lines if line.membership_id]
        gone = self._remove(list(_unused(numbers, self.upload)))
        return {line.id: states.TAKEN_BACK if line.membership_id in gone else states.USED for line in lines}

    def _remove(self, memberships: Sequence[Membership]) -> Collection[int]:
        try:
            with transaction.atomic():
                self._delete(memberships)
        except (ProtectedError, RestrictedError):
            if len(memberships) == 1:
                return ()
            return {number for each in memberships for number in self._remove([each])}
        return {each.id for each in memberships}

    def _delete(self, memberships: Sequence[Membership]) -> None:
        people = {each.member_id for each in memberships}
        pairs = [(each.member_id, each.id) for each in memberships]
        Membership.objects.filter(pk__in=[each.id for each in memberships]).delete()
        Member.objects.filter(pk__in=people).exclude(memberships__isnull=False).delete()
        record_many(Action.MEMBERSHIP_TAKEN_BACK, pairs, actor=self.actor, now=self.now, subject="membership")

    def _changed(self, lines: Sequence[UploadLine]) -> dict[int, str]:
        """Staff numbers, where they are still what the upload wrote."""
        undone: dict[int, str] = {}
        for line, said in opened([line for line in lines if line.outcome == states.RECORDED], self.key):
            written = said.worker.staff_number if said.worker else ""
            still = Membership.objects.filter(pk=line.membership_id or 0, staff_number=written or "")
            back = still.update(staff_number=said.before)
            undone[line.id] = states.TAKEN_BACK if back else states.USED
        return undone

    def _attested(self, lines: Sequence[UploadLine]) -> dict[int, str]:
        undone: dict[int, str] = {}
        for line in lines:
            said = Attestation.objects.filter(
                upload=self.upload, membership=line.membership_id, taken_back_at=None
            ).select_related("membership")
            for each in said:
                take_back(each, actor=self.actor, now=self.now)
            undone[line.id] = states.TAKEN_BACK
        return undone


def undo_written(upload_id: int, *, now: datetime) -> None:
    """Take back everything that can be; say of the rest that somebody uses it."""
    upload = begin(upload_id, states.UNDOING)
    if upload is None:
        return
    key = upload.member_key()
    written = upload.lines.exclude(outcome="")
    total = written.count()
    try:
        with piece(upload):
            withdraw_proposals(upload, actor=Actor("employer", upload.user_id), now=now)
        while left := written.filter(undone="").count():
            with piece(upload, share=100 * (total - left) // total):
                Undoing(upload, key, now).undo(list(written.filter(undone="").order_by("position")[:SLICE]))
        with piece(upload, share=100):
            became = Counter(written.values_list("undone", flat=True))
            changes: dict[str, object] = {"outcome": {**upload.outcome, **became}}
            actor = Actor("employer", upload.user_id)
            change_status(
                upload, states.UNDONE, Action.ROSTER_TAKEN_BACK, actor=actor, now=now, changes=changes, **became
            )
    except NotOurs:
        return


def _asked(lines: Sequence[UploadLine]) -> dict[int, str]:
    """What was asked and not answered is withdrawn by now; a yes stands."""
    numbers = [line.proposal_id for line in lines if line.proposal_id]
    accepted = set(Proposal.objects.filter(pk__in=numbers, status=states.ACCEPTED).values_list("id", flat=True))
    return {line.id: states.USED if line.proposal_id in accepted else states.TAKEN_BACK for line in lines}


def _unused(numbers: Collection[int], upload: Upload) -> list[Membership]:
    """Those with no card, whose member has no account, no confirmed contact and no number from elsewhere."""
    confirmed = Contact.objects.filter(Q(confirmed_at__isnull=False) | Q(source="member"), member=OuterRef("member"))
    found = list(
        Membership.objects.filter(pk__in=numbers, employer=upload.employer_id).exclude(
            Exists(Card.objects.filter(membership=OuterRef("pk")))
            | Exists(User.objects.filter(member=OuterRef("member")))
            | Exists(confirmed)
        )
    )
    others = dict(
        Membership.objects.filter(member__in=[each.member_id for each in found])
        .exclude(pk__in=[each.id for each in found])
        .values_list("id", "member_id")
    )
    ours = UploadLine.objects.filter(upload=upload, outcome=states.RECORDED, membership_id__in=others)
    elsewhere = {others[number] for number in others.keys() - set(ours.values_list("membership_id", flat=True))}
    return [each for each in found if each.member_id not in elsewhere]
