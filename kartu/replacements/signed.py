"""A station's signed letter in a case: found on the paper or by its number, and judged by machine."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.recording import change_status
from kartu.base.tenancy import fund_scope
from kartu.credential.errors import NoCode
from kartu.credential.letter import is_damaged, is_letter
from kartu.credential.qr import read_image
from kartu.letters import states as letter_states
from kartu.letters.models import Letter as StationLetter
from kartu.letters.queries import letter_by_id, letter_of_number, letter_of_serial
from kartu.publishing.letters import LetterVerdict, check_letter
from kartu.registry.lookups import identity_text, person_text
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.evidence import POLICE_LETTER, UNDECIDED, Letter, SignedLetter
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.policy import local_day
from kartu.replacements.refusals import (
    LetterForged,
    LetterLapsed,
    LetterOfAnother,
    LetterTakenBack,
    LetterUnknown,
)

# A code stands on the first page; somebody may have put a cover before it.
PAGES_READ = 3


def signed_on(case: Replacement, pages: tuple[bytes, ...], typed: str, *, now: datetime) -> SignedLetter | None:
    """The signed letter on these pages, or the one of the typed number; None for a paper letter.

    Raises LetterForged, LetterTakenBack, LetterLapsed and LetterOfAnother: a letter that says it is signed and is not
    good is taken by nobody. When it could not be checked it is a paper letter, for an officer to look at.
    """
    text = _code_on(pages)
    if text:
        return _by_code(case, text, now)
    found = letter_of_number(typed) if typed else None
    return _judged(case, found, now) if found else None


def signed_by_number(case: Replacement, number: str, *, now: datetime) -> SignedLetter:
    """The signed letter of a typed number, or of a scanned code's text, without a picture.

    Raises LetterUnknown, and as `signed_on`.
    """
    if is_damaged(number):
        raise LetterForged
    if is_letter(number):
        signed = _by_code(case, number, now)
    else:
        found = letter_of_number(number)
        signed = _judged(case, found, now) if found else None
    if signed is None:
        raise LetterUnknown
    return signed


def follow_letter(letter_id: int, *, now: datetime) -> int:
    """After an extension or a withdrawal: let the undecided cases that hold the letter know; returns how many papers.

    An extended letter's paper has the date of the extension; a withdrawn one's is refused, accepted or not.
    """
    letter = letter_by_id(letter_id)
    papers = Evidence.objects.filter(signed_letter=letter_id, replacement__status__in=UNDECIDED)
    papers = papers.exclude(status=states.REFUSED).select_related("replacement__member")
    for paper in papers:
        with transaction.atomic():
            case = Replacement.objects.select_for_update(no_key=True).get(pk=paper.replacement_id)
            if case.status not in UNDECIDED:
                continue
            if letter.status == letter_states.WITHDRAWN:
                changes: dict[str, object] = {"refusal": states.LETTER_WITHDRAWN}
                change_status(
                    paper,
                    states.REFUSED,
                    Action.EVIDENCE_CHECKED,
                    actor=SYSTEM,
                    now=now,
                    changes=changes,
                    kind=paper.kind,
                    why=states.LETTER_WITHDRAWN,
                )
            else:
                paper.letter_date = letter.dated
                paper.save(update_fields=["letter_date"])
    return len(papers)


def _by_code(case: Replacement, text: str, now: datetime) -> SignedLetter | None:
    checked = check_letter(text, now=now)
    if checked.verdict is LetterVerdict.COULD_NOT_CHECK:
        return None
    found = letter_of_serial(checked.claims.serial) if checked.claims else None
    if checked.verdict is LetterVerdict.NOT_OURS or found is None:
        raise LetterForged
    return _judged(case, found, now)


def _judged(case: Replacement, found: StationLetter, now: datetime) -> SignedLetter:
    if found.status == letter_states.WITHDRAWN:
        raise LetterTakenBack
    # The code of a letter whose station is trusted no more is refused however the letter was found.
    if check_letter(found.code, now=now).verdict is LetterVerdict.NOT_OURS:
        raise LetterForged
    if local_day(now, settings.PROFILE.time_zone) > found.until:
        raise LetterLapsed(until=found.until.isoformat())
    if _is_another(case.member, found):
        raise LetterOfAnother
    letter = Letter(found.number, found.station.name, found.dated)
    return SignedLetter(found.id, letter, _doubt(case, found))


def _is_another(member: Member, found: StationLetter) -> bool:
    """Two numbers of one kind of document that differ are two people; anything less is for an officer to see."""
    if not found.identity or found.identity_kind != member.identity_kind:
        return False
    kind = member.identity_kind
    return identity_text(kind, found.identity) != identity_text(kind, member.identity)


def _doubt(case: Replacement, found: StationLetter) -> str:
    """Why an officer looks at it all the same; "" when nothing is left to look at."""
    member = case.member
    if not found.identity or found.identity_kind != member.identity_kind:
        return states.NO_IDENTITY
    if person_text(found.name, None) != person_text(member.name, None):
        return states.OTHER_NAME
    if letter_states.CARD not in found.item_codes:
        return states.OTHER_ITEMS
    with fund_scope():
        others = Evidence.objects.filter(signed_letter=found.id, kind=POLICE_LETTER).exclude(replacement=case.id)
        given_up = (states.REJECTED, states.CANCELLED)
        others = others.exclude(replacement__member=case.member_id, replacement__status__in=given_up)
        return states.USED_BEFORE if others.exists() else ""


def _code_on(pages: tuple[bytes, ...]) -> str:
    for page in pages[:PAGES_READ]:
        try:
            text = read_image(page)
        except NoCode:
            continue
        if is_letter(text):
            return text
        if is_damaged(text):
            raise LetterForged
    return ""
