"""What employers have said about a member: for the member's own eyes."""

from __future__ import annotations

from typing import Any

from kartu.base.tenancy import fund_scope
from kartu.employers.models import Attestation, Proposal
from kartu.employers.proposals import said_by


def employers_said(member_id: int) -> list[dict[str, Any]]:
    """Every proposal and every attestation about the member, oldest first, with what it said."""
    with fund_scope():
        proposals = Proposal.objects.filter(member=member_id).select_related("member", "employer")
        attested = Attestation.objects.filter(membership__member=member_id).select_related("employer", "membership")
        rows = [
            {
                "employer": each.employer.name or each.employer.npp,
                "kind": each.kind,
                "at": each.asked_at,
                "status": each.status,
                "proposed": _proposed(each),
            }
            for each in proposals
        ] + [
            {
                "employer": each.employer.name or each.employer.npp,
                "kind": each.said,
                "at": each.at,
                "membership": each.membership.number,
                "last_day": each.last_day,
                "ended_at": each.taken_back_at,
            }
            for each in attested
        ]
    return sorted(rows, key=lambda row: row["at"])


def _proposed(proposal: Proposal) -> list[str]:
    said = said_by(proposal)
    values = (said.number, said.staff_number, said.name, said.birth_date, said.email, said.phone)
    return [str(value) for value in values if value]
