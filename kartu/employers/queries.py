"""Uploads, workers and proposals, found from the employer down; not yours and not there look the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from kartu.base.errors import NotThere
from kartu.base.tenancy import fund_scope
from kartu.employers.models import Proposal, Upload, UploadLine
from kartu.employers.states import HELD, OPEN, QUIET
from kartu.registry.models import Membership

MOST_SHOWN = 200


def workers_of(employers: Collection[int], *, today: date) -> QuerySet[Membership]:
    """Whoever works there, until the day after the last one."""
    here = Membership.objects.filter(employer__in=employers)
    return here.filter(Q(ended_on=None) | Q(ended_on__gte=today))


def worker_of(employers: Collection[int], membership_id: int, *, today: date) -> Membership:
    """One worker. Raises NotThere."""
    found = workers_of(employers, today=today).filter(pk=membership_id).select_related("member", "employer").first()
    if found is None:
        raise NotThere
    return found


def uploads_of(employers: Collection[int]) -> QuerySet[Upload]:
    """What was sent, newest first."""
    return Upload.objects.filter(employer__in=employers).select_related("employer").order_by("-id")


def upload_of(employers: Collection[int], upload_id: int) -> Upload:
    """One upload. Raises NotThere."""
    found = uploads_of(employers).filter(pk=upload_id).first()
    if found is None:
        raise NotThere
    return found


def lines_of(upload: Upload, kind: str) -> QuerySet[UploadLine]:
    """The upload's lines of one kind, as HR may see them, in the file's order. Raises NotThere."""
    if kind == QUIET:
        raise NotThere
    return upload.lines.filter(kind=kind).order_by("position")


def held_uploads() -> list[Upload]:
    """What waits for the fund's eyes, oldest first."""
    with fund_scope():
        held = Upload.objects.filter(status=HELD).select_related("employer")
        return list(held.order_by("status_since", "id")[:MOST_SHOWN])


def held_upload(upload_id: int) -> Upload:
    """One of those. Raises NotThere."""
    with fund_scope():
        found = Upload.objects.filter(status=HELD, pk=upload_id).select_related("employer").first()
    if found is None:
        raise NotThere
    return found


def open_proposals() -> list[Proposal]:
    """What is proposed and nobody has answered, oldest first."""
    with fund_scope():
        return list(_open()[:MOST_SHOWN])


def open_proposal(proposal_id: int) -> Proposal:
    """One of those, for the fund. Raises NotThere."""
    with fund_scope():
        return _only(_open().filter(pk=proposal_id).first())


def proposals_to(member_id: int) -> list[Proposal]:
    """What employers propose about a member, and nobody has answered."""
    with fund_scope():
        return list(_open().filter(member=member_id)[:MOST_SHOWN])


def proposal_to(member_id: int, proposal_id: int) -> Proposal:
    """One of those. Raises NotThere."""
    with fund_scope():
        return _only(_open().filter(member=member_id, pk=proposal_id).first())


def _open() -> QuerySet[Proposal]:
    found = Proposal.objects.filter(status=OPEN).select_related("member", "employer", "membership__employer")
    return found.order_by("asked_at", "id")


def _only(found: Proposal | None) -> Proposal:
    if found is None:
        raise NotThere
    return found
