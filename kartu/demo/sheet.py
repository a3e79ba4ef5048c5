"""demo.json: where the demonstration answers, and with what each kind of person gets in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from kartu.accounts.activation import make_activation_code
from kartu.accounts.entry_links import make_entry_link
from kartu.accounts.models import Role, User
from kartu.audit.actors import OPERATOR
from kartu.cards import states
from kartu.cards.models import Copy
from kartu.demo import people
from kartu.demo.cases import member_of
from kartu.demo.files import CASES, SHEET, write_private
from kartu.demo.machine import demo_key
from kartu.demo.people import Person
from kartu.demo.site import demo_site
from kartu.demo.visits import visit_sheet
from kartu.registry.lookups import contacts_of, memberships_of
from kartu.registry.models import Branch
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.states import BY_POST

CODES = {
    "valid": states.ACTIVE,
    "blocked": states.BLOCKED,
    "replaced": states.REPLACED,
    "expired": states.EXPIRED,
    "prepared": states.PREPARED,
}
LINKS_LAST = timedelta(days=30)
MEMBERS = {"member": people.SITI, "member_by_phone": people.BAMBANG, "member_with_case": people.HENDRA}


def write_sheet(*, now: datetime) -> None:
    """Write demo.json anew: addresses, accounts, codes as they stand now, links that have not been used."""
    sheet = {
        "base": settings.ADDRESS,
        "messages": f"{settings.ADDRESS}/demo/pesan",
        "accounts": {
            **{role: _member(person) for role, person in MEMBERS.items()},
            **_card_in_the_post(),
            "newcomer": _newcomer(people.KARTIKA, now=now),
            **{
                role.kind: _staff(role, now=now)
                for role in Role.objects.select_related("user", "branch", "employer").order_by("-id")
            },
        },
        "signon": demo_site(now=now),
        "api": demo_key(now=now),
        "visits": visit_sheet(Branch.objects.get(code=people.OFFICES[0].code)),
        "codes": {name: _code(status) for name, status in CODES.items()},
        "cases": json.loads((settings.DATA / CASES).read_text(encoding="utf-8")),
    }
    write_private(settings.DATA / SHEET, sheet)


def entry_path(user: User, *, now: datetime) -> str:
    """Where this account of staff gets a passkey, once."""
    return f"/demo/masuk/{make_entry_link(user, actor=OPERATOR, now=now, lifetime=LINKS_LAST)}"


def _member(person: Person) -> dict[str, Any]:
    """Somebody who signs in with a password."""
    return {"login": person.contact[1], "password": people.PASSWORD, **_identity(person)}


def _newcomer(person: Person, *, now: datetime) -> dict[str, Any]:
    """Somebody without an account yet: the code from the employer, or one sent to a contact, opens it."""
    member = member_of(person)
    known = {"contacts": [contact.value for contact in contacts_of(member.id)], **_identity(person)}
    if User.objects.filter(member=member).exists():
        return known
    return {**known, "activation_code": make_activation_code(member, "employer", actor=OPERATOR, now=now)}


def _identity(person: Person) -> dict[str, Any]:
    member = member_of(person)
    return {
        "name": member.name,
        "nik": member.identity,
        "birth_date": member.birth_date_text,
        "memberships": [membership.number for membership in memberships_of(member.id)],
    }


def _staff(role: Role, *, now: datetime) -> dict[str, Any]:
    """Somebody who enters by passkey: the link makes one in the browser that opens it, once."""
    place = role.branch.name if role.branch else role.employer.name if role.employer else role.station
    return {"place": place, "link": settings.ADDRESS + entry_path(role.user, now=now)}


def _card_in_the_post() -> dict[str, dict[str, str]]:
    """Whose card is on its way, and what is printed on it, to be scanned or pasted; a fund seeded earlier has none."""
    case = Replacement.objects.filter(delivery=BY_POST, member=member_of(people.WULAN)).order_by("opened_at").last()
    if case is None:
        return {}
    return {"member_with_card_in_the_post": {**_member(people.WULAN), "card_code": copy_made_for(case).code}}


def _code(status: str) -> str:
    """A code in this state; of people without an account first, whose cards nobody plays with."""
    copies = Copy.objects.filter(status=status, code_sealed__isnull=False).select_related("member")
    copy = copies.order_by(F("member__user").desc(nulls_first=True), "id").first()
    return copy.code if copy else ""
