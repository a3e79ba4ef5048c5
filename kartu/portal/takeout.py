"""All data of one member, to take away: the same facts as JSON for machines and as a page for people, and the papers.

Nothing is held back but what belongs to the fund's locks: hashes, keys and the seeds of codes.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from kartu.accounts.holdings import account_facts, allowed_facts
from kartu.accounts.signon.consents import every_consent
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.audit.trail import trail_of
from kartu.base.errors import NotThere
from kartu.base.language import say
from kartu.base.templatetags.words import written
from kartu.base.zipping import Sink
from kartu.cards.queries import cards_of, copies_of
from kartu.cards.states import PREPARED
from kartu.employers.holdings import employers_said
from kartu.notifications.account_words import SENT_CODE
from kartu.notifications.filling import write_letter
from kartu.notifications.told import messages_to
from kartu.portal.takeout_words import LABELS, SECTIONS, VALUES
from kartu.portal.trail import told
from kartu.printing.holdings import collecting_facts
from kartu.registry.lookups import memberships_of
from kartu.registry.models import Member
from kartu.replacements.files import evidence_pages
from kartu.replacements.models import Evidence
from kartu.replacements.queries import replacements_of, reports_of

Row = dict[str, Any]


def packed(member: Member, language: str, *, actor: Actor, now: datetime) -> Iterator[bytes]:
    """A ZIP of everything, in parts. The download is recorded, and everything read, before the first part."""
    with transaction.atomic():
        record(
            Action.MEMBER_EXPORTED, actor=actor, now=now, subject="member", subject_id=member.id, member_id=member.id
        )
        papers = _papers_of(member.id)
        facts = _facts(member, papers, language)
    name = say(language, id="data-saya", en="my-data")
    data = json.dumps(
        {"fund": settings.PROFILE.name, "made_at": now, **facts}, default=_plain, ensure_ascii=False, indent=1
    )
    context = {"sections": _sections(facts, language), "now": now, "language": language, "fund": settings.PROFILE}
    page = render_to_string("portal/profile/takeout.html", context)
    return _zipped([(f"{name}.json", data.encode()), (f"{name}.html", page.encode())], papers)


def _zipped(files: Sequence[tuple[str, bytes]], papers: Sequence[Evidence]) -> Iterator[bytes]:
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield sink.taken()
        for paper in papers:
            for number, page in enumerate(_pages(paper), start=1):
                archive.writestr(f"{_folder(paper)}/{number}.jpg", page, zipfile.ZIP_STORED)
                yield sink.taken()
    yield sink.taken()


def _facts(member: Member, papers: Sequence[Evidence], language: str) -> dict[str, Row | list[Row]]:
    account, devices = account_facts(member.id)
    return {
        "person": _person(member),
        "contacts": [
            {
                "kind": contact.kind,
                "value": contact.value,
                "source": contact.source,
                "added_at": contact.added_at,
                "confirmed_at": contact.confirmed_at,
                "ended_at": contact.ended_at,
            }
            for contact in member.contacts.select_related("member").order_by("id")
        ],
        "memberships": _memberships(member.id, language),
        "account": account,
        "browsers": devices,
        "sites": [
            {
                "name": each.site.name,
                "may_know": each.scopes.split(),
                "since": each.since,
                "ended_at": each.ended_at,
            }
            for each in every_consent(member.id)
        ],
        **allowed_facts(member.id, language),
        "employers": employers_said(member.id),
        "copies": _copies(member.id),
        "reports": [
            {
                "number": report.number,
                "reason": report.reason,
                "proof": report.proof,
                "at": report.reported_at,
                "status": report.status,
            }
            for report in reports_of(member.id)
        ],
        "requests": _requests(member.id),
        **collecting_facts(member.id),
        "papers": [_paper(paper) for paper in papers],
        "messages": _messages(member.id),
        "trail": _trail(member.id, language),
    }


def _person(member: Member) -> Row:
    return {
        "name": member.name,
        "identity_kind": member.identity_kind,
        "identity": member.identity,
        "birth_date": member.birth_date,
        "birth_place": member.birth_place,
        "address": member.address,
        "sex": member.sex,
        "language": member.language,
        "registered_at": member.registered_at,
    }


def _memberships(member_id: int, language: str) -> list[Row]:
    return [
        {
            "number": each.number,
            "employer": each.employer.name if each.employer else None,
            "npp": each.employer.npp if each.employer else None,
            "programmes": [programme.name(language) for programme in settings.PROFILE.programmes_of(each.programmes)],
            "started_on": each.started_on,
            "ended_on": each.ended_on,
            "staff_number": each.staff_number,
        }
        for each in memberships_of(member_id)
    ]


def _copies(member_id: int) -> list[Row]:
    return [
        {
            "number": card.membership.number,
            "kind": copy.kind,
            "serial": copy.serial_text,
            "status": copy.status,
            "since": copy.status_since,
            "issued_at": copy.issued_at,
            "expires_at": copy.expires_at,
            # Until it is in its member's hand, the code of a card proves who holds it.
            "code": copy.code if copy.status != PREPARED else None,
        }
        for card in cards_of(member_id)
        for copy in copies_of(card)
    ]


def _requests(member_id: int) -> list[Row]:
    return [
        {
            "number": case.number,
            "membership": case.card.membership.number,
            "kind": case.kind,
            "reason": case.reason,
            "branch": case.branch.name,
            "at": case.opened_at,
            "due_at": case.due_at,
            "status": case.status,
            "since": case.status_since,
            "decision": case.decision,
        }
        for case in replacements_of(member_id)
    ]


def _paper(paper: Evidence) -> Row:
    return {
        "request": paper.replacement.number,
        "kind": paper.kind,
        "at": paper.added_at,
        "status": paper.status,
        "letter_number": paper.letter_number,
        "station": paper.station,
        "letter_date": paper.letter_date,
        "right_name": paper.right_name,
        "right_birth_date": paper.right_birth_date,
        "files": _folder(paper) if paper.file else None,
    }


def _messages(member_id: int) -> list[Row]:
    return [
        {
            "at": message.at,
            "channel": message.channel,
            "status": message.status,
            "arrived_at": message.arrived_at,
            # A code is a key, not a fact.
            "text": "" if message.kind == SENT_CODE else write_letter(message, settings.PROFILE).text.strip(),
            "kind": message.kind,
        }
        for message in messages_to(member_id)
    ]


def _trail(member_id: int, language: str) -> list[Row]:
    events = list(trail_of(member_id))
    return [
        {
            "at": event.at,
            "what": line.what,
            "who": line.who,
            "action": event.action,
            "subject": f"{event.subject} {event.subject_id}",
        }
        for event, line in zip(events, told(events, language), strict=True)
    ]


def _papers_of(member_id: int) -> list[Evidence]:
    return [
        paper
        for case in replacements_of(member_id)
        for paper in case.evidence.select_related("replacement__member").order_by("id")
    ]


def _pages(paper: Evidence) -> Sequence[bytes]:
    try:
        return evidence_pages(paper)
    except NotThere:  # seen at a counter: there is no file
        return ()


def _folder(paper: Evidence) -> str:
    return f"{paper.replacement.number}/{paper.kind}-{paper.id}"


def _sections(facts: dict[str, Row | list[Row]], language: str) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """The facts with words in place of keys and codes: heading, and for each entry its lines."""
    sections = []
    for key, rows in facts.items():
        entries = [rows] if isinstance(rows, dict) else rows
        shown = [
            [(_said(LABELS, name, language), _shown(value, language)) for name, value in row.items()] for row in entries
        ]
        sections.append((_said(SECTIONS, key, language), [[line for line in lines if line[1]] for lines in shown]))
    return sections


def _shown(value: object, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, bool):
        return say(language, id="ya", en="yes") if value else say(language, id="tidak", en="no")
    if isinstance(value, date):
        return str(written(value))
    return _said(VALUES, str(value or ""), language)


def _said(words: dict[str, tuple[str, str]], key: str, language: str) -> str:
    found = words.get(key)
    return say(language, id=found[0], en=found[1]) if found else key


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {type(value).__name__}")
