"""Which papers a case needs, as the operator edits it: editions in the database, checked before one is in force.

The profile's rules are the edition before the first. A case keeps the edition it was opened under, so that nobody is
asked for more than was said. `kartu documents` shows, checks and sets them; why a command and no page:
docs/decisions/0019-loss-letters.md.
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.base.profile import DocumentRule
from kartu.notifications.catalogue import PAPERS
from kartu.registry.models import Branch
from kartu.replacements import states
from kartu.replacements.evidence import AUTHORITY_LETTER
from kartu.replacements.models import DocumentPolicy
from kartu.replacements.policy import Request, fits
from kartu.replacements.refusals import PolicyFaulty

MEMBER_TYPES = ("worker", "self_employed", "former")
LISTS = ("needs", "reason", "channel", "member_type", "branch")
FLAGS = ("vouched", "together")
WORD = re.compile(r"[\w-]{1,40}")
ANY_OTHER = ""  # a branch that no rule names


def rules_in_force(at: datetime) -> tuple[DocumentRule, ...]:
    """The rules of a moment."""
    rules = DocumentPolicy.objects.filter(since__lte=at).order_by("-since").values_list("rules", flat=True).first()
    return as_rules(rules)


def as_rules(rules: list[dict[str, Any]] | None) -> tuple[DocumentRule, ...]:
    """The rules of an edition as stored; the profile's own for None."""
    return settings.PROFILE.documents if rules is None else tuple(_rule(entry) for entry in rules)


def read_rules(text: str) -> tuple[DocumentRule, ...]:
    """The `[[documents]]` of a TOML text. Raises PolicyFaulty naming what does not read."""
    try:
        entries = tomllib.loads(text)["documents"]
        if not isinstance(entries, list) or not entries:
            raise PolicyFaulty(faults="[[documents]]")
        return tuple(_rule(entry) for entry in entries)
    except KeyError as error:
        raise PolicyFaulty(faults=f"[[documents]] {error}") from error
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise PolicyFaulty(faults=str(error)) from error


def faults_of(rules: Sequence[DocumentRule]) -> list[str]:
    """Everything that keeps the rules from being in force, as short lines; none when they are complete.

    Complete: every case there can be is decided by a rule that was meant, and every rule decides some case.
    """
    known = {
        "needs": set(PAPERS),
        "reason": set(states.REASONS),
        "channel": set(states.CHANNELS),
        "member_type": set(MEMBER_TYPES),
        "branch": set(Branch.objects.values_list("code", flat=True)),
    }
    faults = [
        f"{place}: {name} {value!r} ?"
        for place, rule in enumerate(rules, 1)
        for name in LISTS
        for value in getattr(rule, name)
        if value not in known[name]
    ]
    for place, rule in enumerate(rules, 1):
        if AUTHORITY_LETTER in rule.needs and rule.together is not True:
            faults.append(f"{place}: {AUTHORITY_LETTER} without together = true")
    decides: set[int] = set()
    for request in _requests(rules):
        place = next((number for number, rule in enumerate(rules, 1) if fits(rule, request)), 0)
        decides.add(place)
        if not place:
            faults.append(f"no rule: {_told(request)}")
    unused = [place for place in range(1, len(rules) + 1) if place not in decides]
    return [*faults[:20], *(f"{place}: never reached" for place in unused)]


def set_rules(rules: Sequence[DocumentRule], *, note: str = "", actor: Actor, now: datetime) -> DocumentPolicy:
    """Put the rules in force from now on, for cases opened from now on. Raises PolicyFaulty, naming each fault."""
    faults = faults_of(rules)
    if faults:
        raise PolicyFaulty(faults="; ".join(faults))
    with transaction.atomic():
        edition = DocumentPolicy.objects.create(since=now, rules=[_entry(rule) for rule in rules], note=note[:200])
        record(Action.DOCUMENTS_SET, actor=actor, now=now, subject="document-policy", subject_id=edition.id)
    return edition


def editions() -> list[DocumentPolicy]:
    """Every edition, newest first; the profile's own rules are none of them."""
    return list(DocumentPolicy.objects.order_by("-since"))


def rules_of(edition_id: int) -> tuple[DocumentRule, ...]:
    """The rules of one edition, 0 for the profile's own. Raises NotThere."""
    if not edition_id:
        return settings.PROFILE.documents
    edition = DocumentPolicy.objects.filter(pk=edition_id).first()
    if edition is None:
        raise NotThere
    return tuple(_rule(entry) for entry in edition.rules)


def as_toml(rules: Sequence[DocumentRule]) -> str:
    """The rules as `kartu documents set` reads them."""
    lines: list[str] = []
    for rule in rules:
        lines.append("[[documents]]")
        for name, value in _entry(rule).items():
            # JSON's booleans and lists of plain words are TOML's.
            lines.append(f"{name} = {json.dumps(value)}")
        lines.append("")
    return "\n".join(lines)


def _requests(rules: Sequence[DocumentRule]) -> Iterator[Request]:
    """Every case there can be, as the rules tell them apart."""
    branches = [*sorted({branch for rule in rules for branch in rule.branch}), ANY_OTHER]
    kinds = itertools.product(states.REASONS, states.CHANNELS, MEMBER_TYPES, branches, (False, True), (False, True))
    for reason, channel, member_type, branch, vouched, together in kinds:
        # Only an employer vouches and asks for many; that a batch is vouched for is the rule of the batch.
        if (vouched or together) and channel != states.BY_EMPLOYER:
            continue
        if together and (not vouched or reason not in (states.LOST, states.STOLEN)):
            continue
        yield Request(reason, channel, member_type, branch, vouched, together)


def _told(request: Request) -> str:
    return " ".join(f"{name}={value}" for name, value in asdict(request).items() if value not in ("", False))


def _rule(entry: dict[str, Any]) -> DocumentRule:
    unknown = set(entry) - {*LISTS, *FLAGS}
    lists = {name: entry.get(name, []) for name in LISTS}
    flags = {name: entry.get(name) for name in FLAGS}
    wrong = [name for name, value in lists.items() if not _is_words(value)]
    wrong += [name for name, value in flags.items() if value not in (None, True, False)]
    if unknown or wrong or "needs" not in entry:
        raise PolicyFaulty(faults=", ".join(sorted([*unknown, *wrong])) or "needs")
    words: dict[str, Any] = {name: tuple(value) for name, value in lists.items()}
    return DocumentRule(**words | flags)


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and WORD.fullmatch(word) for word in value)


def _entry(rule: DocumentRule) -> dict[str, Any]:
    lists = {name: list(getattr(rule, name)) for name in LISTS if getattr(rule, name) or name == "needs"}
    return lists | {name: getattr(rule, name) for name in FLAGS if getattr(rule, name) is not None}
