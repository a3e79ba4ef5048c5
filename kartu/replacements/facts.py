"""The facts the warnings look at, gathered for one case."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from kartu.accounts.models import ContactChange, Device, Recovery
from kartu.replacements import policy, states
from kartu.replacements.doubts import Doubt, Facts, LetterFact, doubts_about, risky
from kartu.replacements.evidence import POLICE_LETTER
from kartu.replacements.likeness import seen_before
from kartu.replacements.models import Evidence, Replacement, Report
from kartu.replacements.queries import same_letter

# A report that was taken back because the card was found is no loss.
LOSS = (states.BLOCKING, states.SETTLED)
UNPROVED = (states.FLAGGED, states.DISMISSED)


def doubts_of(case: Replacement, *, now: datetime) -> tuple[Doubt, ...]:
    """The warnings about a case, the heaviest first."""
    return doubts_about(facts_of(case, now=now), settings.PROFILE.oversight)


def risks_of(case: Replacement, *, now: datetime) -> tuple[str, ...]:
    """Codes of the warnings for which a second person is needed; () when one may decide."""
    return risky(doubts_of(case, now=now), settings.PROFILE.oversight)


def facts_of(case: Replacement, *, now: datetime) -> Facts:
    """What is known about a case at this moment."""
    papers = list(case.evidence.exclude(status=states.REFUSED).order_by("id"))
    reports = list(Report.objects.filter(member_id=case.member_id).values_list("status", "reason", "reported_at"))
    return Facts(
        opened_at=case.opened_at,
        today=policy.local_day(now, settings.PROFILE.time_zone),
        vouched=case.vouched,
        reported_at=case.report.reported_at if case.report else None,
        letters=tuple(_letter(case, paper) for paper in papers if paper.kind == POLICE_LETTER and paper.letter_date),
        losses=tuple(at for status, reason, at in reports if status in LOSS and reason in states.LOSSES),
        same_picture=_same_pictures(case, papers),
        browsers=tuple(Device.objects.filter(user__member=case.member_id).values_list("since", flat=True)),
        contacts_changed=_contacts_changed(case.member_id),
        flags=tuple(at for status, _, at in reports if status in UNPROVED),
    )


def _letter(case: Replacement, paper: Evidence) -> LetterFact:
    if paper.letter_date is None:
        raise TypeError("a letter without a date")
    good_until = policy.letter_good_until(paper.letter_date, settings.PROFILE.replacements)
    others = {other.replacement_id for other in same_letter(paper)} - {paper.replacement_id}
    if not others:
        return LetterFact(good_until)
    # Whoever was refused, or took the request back, comes again with the same letter.
    mine = Q(member=case.member_id, status__in=(states.REJECTED, states.CANCELLED))
    numbers = Replacement.objects.filter(pk__in=others).exclude(mine).order_by("id").values_list("number", flat=True)
    return LetterFact(good_until, tuple(numbers))


def _same_pictures(case: Replacement, papers: list[Evidence]) -> tuple[str, ...]:
    """Cases of other people in which one of these pictures was sent, also cut or photographed anew.

    The one letter of many is no such picture.
    """
    seen = [each for paper in papers if paper.file for each in seen_before(paper) if not each.same_member]
    return tuple(dict.fromkeys(each.case_number for each in seen))


def _contacts_changed(member_id: int) -> tuple[datetime, ...]:
    changed = ContactChange.objects.filter(
        member=member_id, status__in=(ContactChange.WAITING, ContactChange.DONE)
    ).values_list("status_since", flat=True)
    back = Recovery.objects.filter(member=member_id, status=Recovery.DONE).values_list("status_since", flat=True)
    return (*changed, *back)
