"""From a stored message to what a person reads: ids become names here, at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kartu.base.language import say, written_date
from kartu.base.profile import Profile
from kartu.notifications.catalogue import CATALOGUE, CLOSING, DECISIONS, PAPERS
from kartu.notifications.models import Message
from kartu.registry.models import Branch, Membership

ENDING = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go: what the recipient sees."""

    subject: str
    text: str


def write_letter(message: Message, profile: Profile) -> Letter:
    """Fill in a message in its own language. Of the membership number only the last digits are named."""
    language = message.language
    words = CATALOGUE[message.kind].words(language)
    closing = say(language, id=CLOSING.subject, en=CLOSING.text)
    filled = {"fund": profile.name, "telephone": profile.telephone, **_filled(message.values, language)}
    text = f"{words.text.format_map(filled)}\n\n{closing.format_map(filled)}\n"
    return Letter(subject=words.subject.format_map(filled), text=text)


def _filled(values: Mapping[str, Any], language: str) -> dict[str, str]:
    filled: dict[str, str] = {}
    for name, value in values.items():
        match name:
            case "branch_id":
                branch = Branch.objects.get(pk=value)
                filled |= {"branch": branch.name, "address": branch.address or branch.city}
            case "membership_id":
                filled["ending"] = Membership.objects.values_list("number", flat=True).get(pk=value)[-ENDING:]
            case "until":
                filled["until"] = written_date(date.fromisoformat(value), language)
            case "papers":
                filled["papers"] = _list(value.split(), language)
            case "decision":
                filled["decision"] = say(language, id=DECISIONS[value][0], en=DECISIONS[value][1])
            case _:
                filled[name] = str(value)
    return filled


def _list(codes: list[str], language: str) -> str:
    words = [say(language, id=PAPERS[code][0], en=PAPERS[code][1]) for code in codes]
    return ", ".join(words) or say(language, id="tidak ada", en="nothing")
