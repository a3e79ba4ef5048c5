"""What a person has answered on the way to a report and a new card, kept in the browser and signed.

Not in the session: a session that ends in the middle takes the proof of who somebody is with it, and nothing that was
answered. Nothing here names a person or opens anything; every page asks anew whether the card is that person's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.PREFIX}jawaban"
SALT = "kartu.answers"
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Answers:
    """Codes and row numbers; "" and 0 are questions still open. `report` is what came of the first half."""

    reason: str = ""
    card: int = 0
    report: str = ""
    delivery: str = ""
    branch: str = ""
    seed: str = ""

    def having(self, **more: Any) -> Answers:
        """The same answers with some more."""
        return replace(self, **more)


def answers_of(request: HttpRequest) -> Answers:
    """What this browser brought; nothing when it is a day old or not ours."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAY)
        return Answers(**{field.name: kept[field.name] for field in fields(Answers)})
    except (signing.BadSignature, KeyError, TypeError):
        return Answers()


def keep(response: HttpResponse, answers: Answers) -> HttpResponse:
    """Let the browser keep the answers for a day."""
    value = signing.dumps(asdict(answers), salt=SALT)
    response.set_cookie(COOKIE, value, max_age=DAY, httponly=True, secure=settings.HTTPS, samesite="Lax")
    return response
