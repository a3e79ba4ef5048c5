"""What happens next when a site sends somebody to sign on (OpenID Connect Core 3.1.2.1): pure, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kartu.base.errors import DomainError


class Step(StrEnum):
    """What the person has to do before a code is given."""

    SIGN_IN = "sign-in"
    PROVE_AGAIN = "prove-again"
    ASK = "ask"
    GO_ON = "go-on"


class SentBack(DomainError):
    """The request is refused, and the site is told so by a code of the standard."""

    code = "sent-back"

    def __init__(self, error: str, why: str = "") -> None:
        super().__init__(error=error)
        self.error, self.why = error, why


@dataclass(frozen=True, slots=True)
class Wish:
    """How the site wants the person to be asked. `demanded_at`: when it first demanded a fresh proof of this person."""

    prompts: frozenset[str]
    max_age: timedelta | None = None
    demanded_at: datetime | None = None

    @property
    def silent(self) -> bool:
        """No page may be shown."""
        return "none" in self.prompts


@dataclass(frozen=True, slots=True)
class Standing:
    """Who sits at the browser: when last proved (None: nobody is signed in), and whether the site may know all it asks.

    `hinted` is False when the site means somebody else (`id_token_hint`).
    """

    proved_at: datetime | None
    consented: bool
    hinted: bool = True


def read_wish(prompt: str, max_age: str, demanded_at: datetime | None) -> Wish:
    """Read `prompt` and `max_age` as they came. Raises SentBack."""
    prompts = frozenset(prompt.split())
    if "none" in prompts and len(prompts) > 1:
        raise SentBack("invalid_request", "prompt=none stands alone")
    if max_age and not (max_age.isascii() and max_age.isdigit() and len(max_age) < 10):
        raise SentBack("invalid_request", "max_age is a number of seconds")
    return Wish(prompts, timedelta(seconds=int(max_age)) if max_age else None, demanded_at)


def next_step(wish: Wish, standing: Standing, *, now: datetime) -> Step:
    """What is to be done next. Raises SentBack: a silent question is answered with an error where a page was needed."""
    step = _step(wish, standing, now)
    if not wish.silent or step is Step.GO_ON:
        return step
    raise SentBack("consent_required" if step is Step.ASK else "login_required")


def _step(wish: Wish, standing: Standing, now: datetime) -> Step:
    if standing.proved_at is None:
        return Step.SIGN_IN
    if not standing.hinted:
        raise SentBack("login_required", "somebody else is signed in")
    if _needs_proof(wish, standing.proved_at, now):
        return Step.PROVE_AGAIN
    if not standing.consented or wish.prompts & {"consent", "select_account"}:
        return Step.ASK
    return Step.GO_ON


def _needs_proof(wish: Wish, proved_at: datetime, now: datetime) -> bool:
    """Whether a proof younger than the one we have is demanded, and was not given since."""
    if wish.demanded_at and proved_at >= wish.demanded_at:
        return False
    return "login" in wish.prompts or (wish.max_age is not None and now - proved_at > wish.max_age)
