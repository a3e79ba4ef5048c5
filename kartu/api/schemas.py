"""The shapes of what the API takes and gives, as JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kartu.api.operations import Schema
from kartu.cards.states import ACTIVE, BLOCKED, PREPARED
from kartu.employers import states as lives
from kartu.employers.machines.hooks import KINDS, LONGEST_ADDRESS
from kartu.employers.machines.keys import SCOPES
from kartu.employers.machines.standing import NONE
from kartu.employers.models import Attestation
from kartu.replacements.states import DELIVERIES, LOSSES, REASONS, REPLACEMENT_MOVES

A_PAGE, LARGEST_PAGE = 100, 500
MOST_ROWS = 5_000


def text(longest: int, description: str = "", **more: object) -> Schema:
    """A string of so many letters at most."""
    return {"type": "string", "maxLength": longest, **({"description": description} if description else {}), **more}


def thing(properties: Mapping[str, Schema], optional: tuple[str, ...] = (), **more: object) -> Schema:
    """An object of exactly these properties."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        **more,
    }


def page_of(item: Schema) -> Schema:
    """A page of a list, and the cursor of the next one where there is one."""
    return thing({"items": {"type": "array", "items": item}, "next": CURSOR}, optional=("next",))


CURSOR: Schema = {"type": "string", "maxLength": 40, "pattern": "^[0-9A-Za-z_-]+$"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
NPP = text(12, "Registration number (NPP) of the company or one of its units")
NUMBER: Schema = {"type": "string", "pattern": "^[0-9]{1,16}$", "description": "Membership number (KPJ) without blanks"}
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": A_PAGE}
COUNTS: Schema = {"type": "object", "additionalProperties": {"type": "integer"}}
COPY: Schema = {"type": "string", "enum": [ACTIVE, BLOCKED, PREPARED, NONE]}

KEY = thing(
    {
        "name": text(60),
        "prefix": text(12),
        "scopes": {"type": "array", "items": {"type": "string", "enum": list(SCOPES)}},
        "employers": {"type": "array", "items": thing({"npp": NPP, "name": text(120)})},
        "expires_at": MOMENT,
    }
)
CASE_STATUS: Schema = {"type": "string", "enum": list(REPLACEMENT_MOVES)}
REQUEST = thing(
    {
        "request": text(16, "Number of the request, as on papers and pages"),
        "number": NUMBER,
        "employer": NPP,
        "reason": {"type": "string", "enum": list(REASONS)},
        "status": CASE_STATUS,
        "status_since": MOMENT,
        "due_at": MOMENT,
        "branch": text(8),
        "delivery": {"type": "string", "enum": list(DELIVERIES)},
    }
)
WORKER = thing(
    {
        "number": NUMBER,
        "staff_number": text(40),
        "employer": NPP,
        "started_on": DAY,
        "ended_on": DAY,
        "card": thing({"digital": COPY, "physical": COPY}),
        "request": thing({"request": text(16), "status": CASE_STATUS}),
    },
    optional=("started_on", "ended_on", "request"),
)
ROSTER = thing(
    {
        "roster": {"type": "integer"},
        "employer": NPP,
        "purpose": {"type": "string", "enum": ["roster", "left", "works"]},
        "status": {"type": "string", "enum": list(lives.UPLOAD)},
        "share": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Percent of the present work done"},
        "sent_at": MOMENT,
        "counts": COUNTS,
        "outcome": COUNTS,
        "refusal": text(1000, "Why the file is no roster"),
    },
    optional=("refusal",),
)
LINE = thing(
    {
        "position": {"type": "integer"},
        "place": text(200, "Where in the file"),
        "number": text(40),
        "changes": {"type": "array", "items": {"type": "string"}},
        "problems": text(4000, "What is wrong, in words"),
        "outcome": text(10),
    },
    optional=("place", "number", "problems"),
)
ROSTER_ROW = thing(
    {
        "nik": text(40, "Number of the identity card, 16 digits"),
        "number": text(40, "Membership number (KPJ)"),
        "name": text(200),
        "birth_place": text(100),
        "birth_date": text(40, "As 1990-12-31"),
        "sex": text(20, "L or P"),
        "email": text(254),
        "phone": text(40),
        "started_on": text(40, "As 2020-01-31"),
        "programmes": text(100, "As JKK,JKM,JHT"),
        "staff_number": text(40),
    },
    optional=("birth_place", "sex", "email", "phone", "started_on", "programmes", "staff_number"),
)
ROSTER_SENT = thing(
    {
        "employer": NPP,
        "last_day": {**DAY, "description": "Makes it a list of workers who have left, with their last day"},
        "rows": {"type": "array", "items": ROSTER_ROW, "minItems": 1, "maxItems": MOST_ROWS},
    },
    optional=("employer", "last_day"),
)
_ATTESTATION: dict[str, Any] = {
    "said": {"type": "string", "enum": [Attestation.WORKS, Attestation.LEFT]},
    "last_day": {**DAY, "description": "The last day of work; with left, and only then"},
}
ATTESTATION_SENT = thing(_ATTESTATION, optional=("last_day",))
ATTESTATION = thing(
    {"attestation": {"type": "integer"}, "number": NUMBER, **_ATTESTATION, "said_at": MOMENT}, optional=("last_day",)
)
LOSS_SENT = thing({"number": NUMBER, "reason": {"type": "string", "enum": list(LOSSES)}})
LOSS = thing(
    {
        "report": text(16),
        "number": NUMBER,
        "reason": {"type": "string", "enum": list(LOSSES)},
        "status": text(16),
        "reported_at": MOMENT,
    }
)
REQUEST_SENT = thing(
    {
        "number": NUMBER,
        "reason": {"type": "string", "enum": list(REASONS)},
        "branch": text(8, "Code of a branch, from GET /branches"),
        "delivery": {"type": "string", "enum": list(DELIVERIES), "default": DELIVERIES[0]},
        "vouched": {"type": "boolean", "description": "The company vouches for the person", "default": False},
    },
    optional=("delivery", "vouched"),
)
BRANCH = thing({"branch": text(8), "name": text(80), "city": text(60), "address": text(200)})
KIND: Schema = {"type": "string", "enum": list(KINDS)}
HOOK_SENT = thing(
    {
        "employer": NPP,
        "address": text(LONGEST_ADDRESS, "https address of a public server", minLength=1),
        "kinds": {"type": "array", "items": KIND, "minItems": 1, "maxItems": len(KINDS), "uniqueItems": True},
    },
    optional=("employer",),
)
_HOOK: dict[str, Any] = {
    "webhook": {"type": "integer"},
    "employer": NPP,
    "address": text(LONGEST_ADDRESS),
    "kinds": {"type": "array", "items": KIND},
    "made_at": MOMENT,
}
HOOK = thing(_HOOK)
HOOK_MADE = thing({**_HOOK, "secret": text(60, "What signatures are checked with; shown this once")})
DELIVERY = thing(
    {
        "id": text(60, "The webhook-id header, the same at each try"),
        "kind": text(24),
        "happened_at": MOMENT,
        "tries": {"type": "integer"},
        "taken_at": MOMENT,
        "next_at": MOMENT,
        "problem": text(40),
    },
    optional=("taken_at", "next_at", "problem"),
)
FAULT = thing({"pointer": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}})
PROBLEM = thing(
    {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "array", "items": FAULT},
    },
    optional=("errors",),
)
