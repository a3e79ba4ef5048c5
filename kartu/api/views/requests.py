"""Acting for workers: report a card lost, ask for a new one, follow it; the page's own verbs and rules of consent."""

from __future__ import annotations

from typing import Any

from kartu.api import schemas
from kartu.api.operations import Answer, Call, Operation
from kartu.api.paging import LIST, newest_first
from kartu.api.refusals import BranchRefused
from kartu.api.values import moment, today
from kartu.api.views.workers import worker_by_number
from kartu.employers.acting import case_for, cases_for, report_for_worker, request_for_worker
from kartu.employers.machines.keys import REQUESTS
from kartu.registry.branches import branch_by_code
from kartu.replacements.models import Replacement
from kartu.replacements.requests import Wish
from kartu.replacements.states import DELIVERIES


def report(call: Call) -> Answer:
    worker = worker_by_number(call, call.body["number"])
    made = report_for_worker(worker, call.body["reason"], actor=call.actor, now=call.now)
    return Answer(
        {
            "report": made.number,
            "number": worker.number,
            "reason": made.reason,
            "status": made.status,
            "reported_at": moment(made.reported_at),
        },
        201,
    )


def request(call: Call) -> Answer:
    worker = worker_by_number(call, call.body["number"])
    branch = branch_by_code(call.body["branch"])
    if branch is None:
        raise BranchRefused
    case = request_for_worker(
        worker,
        call.body["reason"],
        branch,
        vouched=call.body.get("vouched", False),
        wish=Wish(delivery=call.body.get("delivery", DELIVERIES[0])),
        actor=call.actor,
        now=call.now,
    )
    return Answer(_case(case_for(call.employers, case.number, today=today(call))), 201)


def requests(call: Call) -> Answer:
    return newest_first(call, cases_for(call.employers, today=today(call)), _case)


def one_request(call: Call) -> Answer:
    return Answer(_case(case_for(call.employers, call.path["case"], today=today(call))))


def _case(case: Replacement) -> dict[str, Any]:
    employer = case.card.membership.employer
    return {
        "request": case.number,
        "number": case.card.membership.number,
        "employer": employer.npp if employer else "",
        "reason": case.reason,
        "status": case.status,
        "status_since": moment(case.status_since),
        "due_at": moment(case.due_at),
        "branch": case.branch.code,
        "delivery": case.delivery,
    }


OPERATIONS = [
    Operation(
        "report",
        "POST",
        "/reports",
        ("Laporkan kartu pekerja hilang: langsung diblokir", "Report a worker's card lost: it is blocked at once"),
        report,
        schemas.LOSS,
        REQUESTS,
        success=201,
        body=schemas.LOSS_SENT,
        refuses=("not-there", "too-many-reports"),
    ),
    Operation(
        "request",
        "POST",
        "/requests",
        ("Ajukan kartu baru untuk pekerja yang setuju", "Ask for a new card for a worker who consents"),
        request,
        schemas.REQUEST,
        REQUESTS,
        success=201,
        body=schemas.REQUEST_SENT,
        refuses=(
            "not-there",
            "branch-not-there",
            "consent-missing",
            "not-reported",
            "case-already-open",
            "limit-reached",
            "lifetime-limit-reached",
            "delivery-not-possible",
        ),
    ),
    Operation(
        "requests",
        "GET",
        "/requests",
        ("Pengajuan perusahaan", "The company's requests"),
        requests,
        schemas.page_of(schemas.REQUEST),
        REQUESTS,
        query=LIST,
    ),
    Operation(
        "one-request",
        "GET",
        "/requests/{case}",
        ("Satu pengajuan", "One request"),
        one_request,
        schemas.REQUEST,
        REQUESTS,
        refuses=("not-there",),
    ),
]
