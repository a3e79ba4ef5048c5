"""From a stored message to what a person reads: ids become names here, at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from kartu.base.browsers import browser_words
from kartu.base.digits import link_token, six_digits, ten_characters
from kartu.base.language import say, written_date, written_moment
from kartu.base.profile import Profile
from kartu.notifications.account_words import CONTACT_CHANGES, PURPOSES
from kartu.notifications.acting_words import EMPLOYER_ACTS, WISHES
from kartu.notifications.catalogue import CATALOGUE, CLOSING, DECISIONS, PAPERS
from kartu.notifications.consent_words import ALLOWED
from kartu.notifications.models import Message
from kartu.notifications.recovery_words import WAYS
from kartu.registry.models import Branch, Employer, Membership

ENDING = 3
# What may be shown again later; everything else opens something and was meant for the message alone.
SHOWN_AGAIN = frozenset({"number", "branch_id", "membership_id", "until", "papers", "decision", "purpose", "change"})
ASK_NOTHING = SHOWN_AGAIN - {"branch_id", "membership_id"}
HIDDEN = "•••"
Fill = Callable[[Any, str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go: subject and text of an e-mail, and the brief text for a telephone."""

    subject: str
    text: str
    brief: str


def write_letter(message: Message, profile: Profile) -> Letter:
    """Fill in a message in its own language. Of the membership number only the last digits are named."""
    language = message.language
    words = CATALOGUE[message.kind].words(language)
    closing = say(language, id=CLOSING.subject, en=CLOSING.text)
    known = {"fund": profile.name, "telephone": profile.telephone, "site": settings.ADDRESS}
    filled = {**known, **_filled(message.values, language)}
    told = words.text.format_map(filled)
    text = "\n\n".join([told, *_fill_in(message, language), closing.format_map(filled)])
    return Letter(
        subject=words.subject.format_map(filled),
        text=f"{text}\n",
        brief=_brief(f"{profile.short_name}: {told}", message),
    )


def _fill_in(message: Message, language: str) -> list[str]:
    """For a code by e-mail: the link that fills it in. Behind the `#` it reaches no server and no log."""
    if "seed" not in message.values:
        return []
    link = f"{settings.ADDRESS}/kode#{six_digits(message.values['seed'])}"
    return [say(language, id=f"Isi kode dengan satu ketukan: {link}", en=f"Fill in the code with one tap: {link}")]


def _brief(told: str, message: Message) -> str:
    """For a code by SMS the last line binds it to our pages, and the phone offers to fill it in (WebOTP)."""
    if "seed" not in message.values:
        return told
    return f"{told}\n\n@{urlsplit(settings.ADDRESS).hostname} #{six_digits(message.values['seed'])}"


def shown_title(message: Message, language: str) -> str:
    """What a message was about, as a list shows it later; asks the database nothing."""
    subject = CATALOGUE[message.kind].words(language).subject
    return subject.format_map(_Hiding(_again(message, language, ASK_NOTHING)))


def shown_text(message: Message, language: str, profile: Profile) -> str:
    """A message as its member may read it again: without codes and links that open something."""
    words = CATALOGUE[message.kind].words(language)
    filled = {"fund": profile.name, "telephone": profile.telephone}
    return words.text.format_map(_Hiding({**filled, **_again(message, language, SHOWN_AGAIN)}))


class _Hiding(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return HIDDEN


def _again(message: Message, language: str, names: frozenset[str]) -> dict[str, str]:
    return _filled({name: value for name, value in message.values.items() if name in names}, language)


def _filled(values: Mapping[str, Any], language: str) -> dict[str, str]:
    filled: dict[str, str] = {}
    for name, value in values.items():
        fill = FILLS.get(name)
        filled |= fill(value, language) if fill else {name: str(value)}
    return filled


def _branch(number: int, _language: str) -> dict[str, str]:
    branch = Branch.objects.get(pk=number)
    return {"branch": branch.name, "address": branch.address or branch.city}


def _employer(number: int, _language: str) -> dict[str, str]:
    employer = Employer.objects.get(pk=number)
    return {"employer": employer.name or employer.npp}


def _ending(membership: int, _language: str) -> dict[str, str]:
    return {"ending": Membership.objects.values_list("number", flat=True).get(pk=membership)[-ENDING:]}


def _until(day: str, language: str) -> dict[str, str]:
    if "T" in day:
        return {"until": _ends(day, language)["ends"]}
    return {"until": written_date(date.fromisoformat(day), language)}


def _day(day: str, language: str) -> dict[str, str]:
    return {"day": written_date(date.fromisoformat(day), language)}


def _clock(minutes: int, language: str) -> dict[str, str]:
    """A time by the branch's own clock, whatever its zone: minutes since midnight."""
    hour, minute = divmod(minutes, 60)
    return {"clock": say(language, id=f"{hour:02}.{minute:02}", en=f"{hour:02}:{minute:02}")}


def _ends(moment: str, language: str) -> dict[str, str]:
    return {"ends": written_moment(datetime.fromisoformat(moment), language, settings.PROFILE.time_zone)}


def _halt(recovery: int, _language: str) -> dict[str, str]:
    return {"halt": f"{settings.ADDRESS}/masuk/bantuan/batal/{recovery}/{link_token('recovery', recovery)}"}


def _papers(codes: str, language: str) -> dict[str, str]:
    return {"papers": _list(codes.split(), language)}


def _code(seed: str, _language: str) -> dict[str, str]:
    digits = six_digits(seed)
    return {"code": f"{digits[:3]} {digits[3:]}"}


def _follow(seed: str, _language: str) -> dict[str, str]:
    code = ten_characters(seed)
    return {"code": f"{code[:5]} {code[5:]}"}


def _stop(change: int, _language: str) -> dict[str, str]:
    return {"stop": f"{settings.ADDRESS}/kontak/batal/{change}/{link_token('contact-change', change)}"}


def _browser(kinds: str, language: str) -> dict[str, str]:
    browser, _, system = kinds.partition(" ")
    return {"browser": browser_words(browser, system, language)}


def _disown(device: int, _language: str) -> dict[str, str]:
    return {"disown": f"{settings.ADDRESS}/perangkat/{device}/{link_token('device', device)}"}


def _answer(asking: int, _language: str) -> dict[str, str]:
    return {"answer": f"{settings.ADDRESS}/persetujuan/{asking}/{link_token('asking', asking)}"}


def _worded(name: str, words: Mapping[str, tuple[str, str]]) -> Fill:
    return lambda code, language: {name: say(language, id=words[code][0], en=words[code][1])}


def _list(codes: list[str], language: str) -> str:
    words = [say(language, id=PAPERS[code][0], en=PAPERS[code][1]) for code in codes]
    return ", ".join(words) or say(language, id="tidak ada", en="nothing")


FILLS: Mapping[str, Fill] = {
    "branch_id": _branch,
    "employer_id": _employer,
    "membership_id": _ending,
    "until": _until,
    "day": _day,
    "clock": _clock,
    "papers": _papers,
    "seed": _code,
    "follow": _follow,
    "stop": _stop,
    "decision": _worded("decision", DECISIONS),
    "purpose": _worded("purpose", PURPOSES),
    "change": _worded("change", CONTACT_CHANGES),
    "allowed": _worded("allowed", ALLOWED),
    "ends": _ends,
    "halt": _halt,
    "browser": _browser,
    "disown": _disown,
    "way": _worded("way", WAYS),
    "answer": _answer,
    "wanted": _worded("wanted", WISHES),
    "act": _worded("act", EMPLOYER_ACTS),
}
"""What stands in a message in place of a stored value; values not named here are told as they are."""
