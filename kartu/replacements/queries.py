"""Reports and cases, found from the member, the branch or the case number down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.base.numbers import new_number, number_as_written
from kartu.base.profile import DocumentRule
from kartu.cards.models import Card, Copy
from kartu.cards.queries import copy_of
from kartu.replacements import policy, states
from kartu.replacements.documents import as_rules, rules_in_force
from kartu.replacements.models import DocumentPolicy, Evidence, Replacement, Report
from kartu.replacements.numbers import follow_digest, same_digest

NOBODY = b"\0" * 32


def cases_at(branch_id: int) -> QuerySet[Replacement]:
    """Open cases of a branch, the one promised first on top."""
    return _cases().filter(branch_id=branch_id, status__in=states.OPEN).order_by("due_at", "id")


def case_at(branch_id: int, number: str) -> Replacement:
    """One case of a branch, open or ended, by the number as typed. Raises NotThere."""
    return _one(_cases().filter(branch_id=branch_id, number=number_as_written(number) or ""))


def case_of(member_id: int, number: str) -> Replacement:
    """One of the member's replacements, by its number as typed. Raises NotThere."""
    return _one(replacements_of(member_id).filter(number=number_as_written(number) or ""))


def case_by_number_and_code(number: str, code: str) -> Replacement:
    """The case a status page shows to whoever holds its number and code.

    A wrong code, a wrong number and no such case raise the same NotThere after the same work: of a case nothing but its
    digest is read before the code fits.
    """
    known = number_as_written(number) or ""
    stored = Replacement.objects.filter(number=known).values_list("follow_hash", flat=True).first()
    if not same_digest(bytes(stored or NOBODY), follow_digest(known, code)):
        raise NotThere
    return _one(_cases().filter(number=known))


def open_case_of(card: Card) -> Replacement | None:
    """The card's case that is not ended; there is one at most."""
    return _cases().filter(card=card, status__in=states.OPEN).first()


def replacements_of(member_id: int) -> QuerySet[Replacement]:
    """Everything the member ever asked for, newest first."""
    return _cases().filter(member_id=member_id).order_by("-opened_at", "-id")


def reports_of(member_id: int) -> QuerySet[Report]:
    """Every loss report on the member's cards, newest first."""
    return Report.objects.filter(member_id=member_id).select_related("card", "member").order_by("-reported_at", "-id")


def open_report_of(card: Card) -> Report | None:
    """The card's report that is flagged or blocking; there is one at most."""
    return Report.objects.filter(card=card, status__in=states.OPEN_REPORTS).select_related("card", "member").first()


def flags() -> QuerySet[Report]:
    """Reports without proof that wait for an officer, oldest first."""
    flagged = Report.objects.filter(status=states.FLAGGED)
    return flagged.select_related("card", "member").order_by("reported_at", "id")


def report_by_number(number: str) -> Report:
    """A report by its number as typed, for the desk: reports belong to no branch. Raises NotThere."""
    found = Report.objects.filter(number=number_as_written(number) or "").select_related("card__membership", "member")
    report = found.first()
    if report is None:
        raise NotThere
    return report


def withdrawn_reports(card: Card, *, now: datetime) -> int:
    """How many reports on the card were taken back or dismissed within a month."""
    since = now - policy.MONTH
    return Report.objects.filter(card=card, status__in=(states.FOUND, states.DISMISSED), status_since__gt=since).count()


def history_of(card: Card) -> list[policy.Past]:
    """The card's earlier replacements, as the limits look at them."""
    rows = Replacement.objects.filter(card=card).values_list("reason", "status", "opened_at")
    return [policy.Past(reason, status, opened_at) for reason, status, opened_at in rows]


def uncollected(*, printed_before: datetime) -> QuerySet[Replacement]:
    """Printed cards that have waited to be collected since before a moment, longest first; none by post."""
    printed = _cases().filter(status=states.PRINTED, status_since__lte=printed_before)
    return printed.exclude(delivery=states.BY_POST).order_by("status_since", "id")


def under_way(*, printed_before: datetime) -> QuerySet[Replacement]:
    """Posted cards nobody has said to hold, printed before a moment, longest ago first."""
    printed = _cases().filter(status=states.PRINTED, status_since__lte=printed_before)
    return printed.filter(delivery=states.BY_POST).order_by("status_since", "id")


def papers_for(case: Replacement) -> tuple[str, ...]:
    """The papers the fund's document policy asks for in this case."""
    request = policy.Request(
        reason=case.reason,
        channel=case.channel,
        member_type=member_type(case.card, now=case.opened_at),
        branch=case.branch.code,
        vouched=case.vouched,
        together=case.together,
    )
    return policy.documents_needed(_rules_of(case), request)


def papers_asked(card: Card, reason: str, branch: str = "", *, now: datetime) -> tuple[str, ...]:
    """The papers a member who asks on the portal will need; `branch` is its code, "" before one is chosen."""
    kind = member_type(card, now=now)
    request = policy.Request(reason=reason, channel=states.PORTAL, member_type=kind, branch=branch)
    return policy.documents_needed(rules_in_force(now), request)


def deliveries_for(card: Card, *, now: datetime) -> tuple[str, ...]:
    """Where a new card can go: to a branch, to the employer of today, by post to the address the fund holds."""
    at_work = member_type(card, now=now) == "worker"
    can_be = {states.AT_BRANCH: True, states.AT_EMPLOYER: at_work, states.BY_POST: bool(card.member.address)}
    return tuple(delivery for delivery in states.DELIVERIES if can_be[delivery])


def waits_until(case: Replacement) -> date:
    """The last day a printed card waits for its member, or the day a posted one should be there."""
    until = policy.waits_until(case.delivery, case.status_since, settings.PROFILE.replacements)
    return policy.local_day(until, settings.PROFILE.time_zone)


def steps_of(case: Replacement) -> list[tuple[str, datetime]]:
    """Every status the case came to after it was opened, and when, oldest first."""
    moves = Event.objects.filter(subject=Replacement.SUBJECT, subject_id=case.id).exclude(new_status="")
    return list(moves.order_by("at", "id").values_list("new_status", "at"))


def papers_in_hand(case: Replacement) -> dict[str, str]:
    """The latest state of each kind of paper the case has: received, accepted or refused."""
    return dict(case.evidence.order_by("added_at", "id").values_list("kind", "status"))


def missing_papers(case: Replacement) -> tuple[str, ...]:
    """Papers of the policy that no officer has accepted yet."""
    accepted = case.evidence.filter(status=states.ACCEPTED).values_list("kind", flat=True)
    return policy.missing_documents(papers_for(case), accepted)


def same_letter(evidence: Evidence) -> Sequence[Evidence]:
    """Other papers with the same station and letter number, in any case: a letter used twice."""
    if evidence.letter_index is None:
        return []
    others = Evidence.objects.filter(letter_index=evidence.letter_index).exclude(pk=evidence.pk)
    if evidence.shared_id:
        others = others.exclude(shared=evidence.shared_id)  # one letter for many is used by all of them
    return list(others.order_by("id"))


def member_type(card: Card, *, now: datetime) -> str:
    """worker, self_employed or former, as the document policy names them."""
    membership = card.membership
    if membership.ended_on is not None and membership.ended_on < policy.local_day(now, settings.PROFILE.time_zone):
        return "former"
    return "worker" if membership.employer_id else "self_employed"


def free_number(rows: type[Report] | type[Replacement], wished: str = "") -> str:
    """A number no other row of this kind has, `wished` if that is free.

    The database refuses the one in thousands of millions that is taken meanwhile.
    """
    number = wished or new_number()
    while rows._default_manager.filter(number=number).exists():
        number = new_number()
    return number


def copy_made_for(case: Replacement) -> Copy:
    """The physical copy made for a case. Raises NotThere before there is one."""
    if case.copy_id is None:
        raise NotThere
    return copy_of(case.member_id, case.copy_id)


def _one(cases: QuerySet[Replacement]) -> Replacement:
    case = cases.first()
    if case is None:
        raise NotThere
    return case


def _rules_of(case: Replacement) -> tuple[DocumentRule, ...]:
    if "policy_rules" in vars(case):  # came with the case: a list of cases asks no question a case
        return as_rules(vars(case)["policy_rules"])
    return rules_in_force(case.opened_at)


def _cases() -> QuerySet[Replacement]:
    edition = DocumentPolicy.objects.filter(since__lte=OuterRef("opened_at")).order_by("-since")
    cases = Replacement.objects.annotate(policy_rules=Subquery(edition.values("rules")[:1]))
    return cases.select_related("member", "card__membership", "card__member", "branch", "report")
