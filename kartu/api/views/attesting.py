"""What the company says of one worker: still works here, or has left; and taking it back. The page's own verbs."""

from __future__ import annotations

from datetime import date

from kartu.api import schemas
from kartu.api.operations import Answer, Call, Operation
from kartu.api.refusals import BodyRefused
from kartu.api.values import moment
from kartu.api.views.workers import worker_by_number
from kartu.base.errors import NotThere
from kartu.employers import attesting
from kartu.employers.machines.keys import ROSTER
from kartu.employers.models import Attestation


def attest(call: Call) -> Answer:
    worker, day = worker_by_number(call, call.path["number"]), call.body.get("last_day")
    if call.body["said"] == Attestation.WORKS:
        if day:
            raise BodyRefused(faults=[("/last_day", "unknown")])
        said = attesting.still_works(worker, user=call.user, actor=call.actor, now=call.now)
    else:
        if not day:
            raise BodyRefused(faults=[("/last_day", "required")])
        last_day = date.fromisoformat(day)
        said = attesting.leave(worker, last_day, user=call.user, actor=call.actor, now=call.now)
    return Answer(_attestation(said), 201)


def take_back(call: Call) -> Answer:
    found = Attestation.objects.filter(employer__in=call.employers, pk=call.path["attestation"])
    said = found.select_related("membership").first()
    if said is None:
        raise NotThere
    attesting.take_back(said, actor=call.actor, now=call.now)
    return Answer(None, 204)


def _attestation(said: Attestation) -> dict[str, object]:
    days = {"last_day": said.last_day.isoformat()} if said.last_day else {}
    return {
        "attestation": said.id,
        "number": said.membership.number,
        "said": said.said,
        **days,
        "said_at": moment(said.at),
    }


OPERATIONS = [
    Operation(
        "attest",
        "POST",
        "/workers/{number}/attestations",
        ("Nyatakan seorang pekerja masih bekerja atau keluar", "Say that a worker still works here or has left"),
        attest,
        schemas.ATTESTATION,
        ROSTER,
        success=201,
        body=schemas.ATTESTATION_SENT,
        refuses=("not-there", "bad-last-day"),
    ),
    Operation(
        "take-back-attestation",
        "POST",
        "/attestations/{attestation}/take-back",
        ("Tarik kembali pernyataan itu dalam sehari", "Take such a statement back within a day"),
        take_back,
        None,
        ROSTER,
        success=204,
        refuses=("not-there", "too-late"),
    ),
]
