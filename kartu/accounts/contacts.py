"""A member's contacts: adding one, ending one, and the wait in between.

A new contact is confirmed by a code sent to it. If the member has other contacts, they are told at once and the change
waits three days, in which one tap in any of those messages calls it off: whoever got hold of a session or a telephone
number does not get hold of the member. A member with no contact at all has nobody to warn and does not wait.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.codes import CONTACT, check_code, send_code_for, send_confirmation
from kartu.accounts.models import ContactChange, SentCode, SignInName
from kartu.accounts.names import NameTaken, give_name, read_contact
from kartu.audit.actions import Action
from kartu.audit.actors import ANONYMOUS, SYSTEM, Actor, member_actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed, change_status, record_about
from kartu.base.digits import link_token
from kartu.base.errors import DomainError, NotThere
from kartu.base.throttle import take
from kartu.notifications.account_words import CONTACT_CHANGED, CONTACT_WAITS
from kartu.notifications.messages import tell
from kartu.registry.lookups import contact_text
from kartu.registry.members import lock_member, sealed_contact
from kartu.registry.models import Contact, Member
from kartu.registry.sealing import keyring

WAIT = timedelta(hours=72)
OPEN = (ContactChange.ASKED, ContactChange.WAITING)


class KnownAlready(DomainError):
    """The contact is one of the member's already."""

    code = "contact-known"
    id = "Kontak ini sudah ada di akun Anda."
    en = "This contact is in your account already."


class LastContact(DomainError):
    """Without any contact the member could no longer be told anything."""

    code = "last-contact"
    id = "Ini satu-satunya kontak Anda yang tersisa. Tambahkan yang baru dulu, baru hapus yang ini."
    en = "This is the last contact you have. Add a new one first, then remove this one."


def contacts_of(member_id: int) -> QuerySet[Contact]:
    """A member's contacts in use, oldest first."""
    return Contact.objects.filter(member=member_id, ended_at=None).select_related("member").order_by("added_at", "id")


def changes_of(member_id: int) -> QuerySet[ContactChange]:
    """A member's changes that wait for their day."""
    waiting = ContactChange.objects.filter(member=member_id, status=ContactChange.WAITING)
    return waiting.select_related("member").order_by("due_at", "id")


def ask_contact(member: Member, typed: str, *, now: datetime, known_too: bool = False) -> SentCode:
    """Send a code to a contact the member wants to add. Raises BadContact, KnownAlready, TooMany.

    With `known_too` a contact of the member's is proved again instead of refused: to sign in with it.
    """
    kind, value = read_contact(typed)
    take("contact-account", str(member.id), now=now)
    index = keyring().blind("contact", contact_text(kind, value))
    known = contacts_of(member.id).filter(value_index=index).first()
    if known and known.confirmed_at and not known_too:
        raise KnownAlready
    if known:
        # A contact the roster named needs no more than a code.
        return send_code_for(CONTACT, known, now=now)
    with transaction.atomic():
        change = _open_change(member, index)
        if change and change.status == ContactChange.WAITING and not known_too:
            raise KnownAlready
        change = change or _ask(member, kind, value, index, now)
    return send_confirmation(change, now=now)


def name_contact(member: Member, typed: str, *, actor: Actor, now: datetime) -> ContactChange:
    """A contact the member names before an officer, its code still to come back. Raises BadContact, KnownAlready."""
    kind, value = read_contact(typed)
    index = keyring().blind("contact", contact_text(kind, value))
    if contacts_of(member.id).filter(value_index=index, confirmed_at__isnull=False).exists():
        raise KnownAlready
    with transaction.atomic():
        change = _open_change(member, index)
        if change and change.status == ContactChange.WAITING:
            raise KnownAlready
        return change or _ask(member, kind, value, index, now, actor=actor)


def confirm_contact(code_id: int, typed: str, *, now: datetime) -> tuple[str, str]:
    """Take the code back that went to a new contact. Returns its kind and value. Raises CodeRefused."""
    sent = check_code(code_id, CONTACT, typed, now=now)
    if sent.change is None:
        contact = sent.contact
        if contact is None:
            raise NotThere
        return contact.kind, contact.value
    change = sent.change
    if change.status == ContactChange.WAITING:
        return change.kind, change.value
    others = list(contacts_of(change.member_id))
    _wait(change, others, actor=member_actor(change.member_id), now=now)
    if not others:
        finish_change(change, now=now)
    return change.kind, change.value


def end_contact(member: Member, contact_id: int, *, now: datetime) -> ContactChange:
    """Ask for a contact to be ended; all of them are told, and it waits. Raises NotThere, LastContact, KnownAlready.

    One contact stays: those that wait to be ended do not count.
    """
    contacts = list(contacts_of(member.id))
    contact = next((each for each in contacts if each.id == contact_id), None)
    if contact is None:
        raise NotThere
    with transaction.atomic():
        if _open_change(member, bytes(contact.value_index)):
            raise KnownAlready
        ends = changes_of(member.id).filter(change=ContactChange.END).values_list("value_index", flat=True)
        if {bytes(each.value_index) for each in contacts} <= {*map(bytes, ends), bytes(contact.value_index)}:
            raise LastContact
        change = _ask(member, contact.kind, contact.value, bytes(contact.value_index), now, change=ContactChange.END)
        _wait(change, contacts, actor=member_actor(member.id), now=now)
    return change


def cancel_change(member_id: int, change_id: int, *, now: datetime) -> ContactChange:
    """Call off one's own waiting change. Raises NotThere, AlreadyMoved, MoveNotAllowed."""
    change = ContactChange.objects.filter(member=member_id, id=change_id).first()
    if change is None:
        raise NotThere
    return _cancel(change, actor=member_actor(member_id), now=now)


def cancel_changes_since(member_id: int, since: datetime, *, actor: Actor, now: datetime) -> None:
    """Call off every waiting change asked for since then."""
    for change in changes_of(member_id).filter(status_since__gte=since):
        _cancel(change, actor=actor, now=now)


def change_by_link(change_id: int, token: str) -> ContactChange:
    """The change a message's link is about. Raises NotThere."""
    change = ContactChange.objects.filter(id=change_id).select_related("member").first()
    if change is None or not hmac.compare_digest(token.encode(), link_token("contact-change", change_id).encode()):
        raise NotThere
    return change


def cancel_by_link(change_id: int, token: str, *, now: datetime) -> ContactChange:
    """Call off a change with the link sent to the old contacts, without signing in. Twice is as good as once."""
    change = change_by_link(change_id, token)
    return change if change.status == ContactChange.CANCELLED else _cancel(change, actor=ANONYMOUS, now=now)


def finish_due_changes(*, now: datetime) -> int:
    """Bring into effect every change whose wait is over; returns how many."""
    due = ContactChange.objects.filter(status=ContactChange.WAITING, due_at__lte=now).select_related("member")
    done = 0
    for change in due.order_by("due_at", "id"):
        try:
            finish_change(change, now=now)
        except AlreadyMoved:
            continue
        done += 1
    return done


def sweep_asked(*, now: datetime) -> int:
    """Remove contacts that were named a day ago and never confirmed; returns how many rows went."""
    old = ContactChange.objects.filter(status=ContactChange.ASKED, status_since__lt=now - timedelta(days=1))
    return old.filter(recoveries=None).delete()[0]


def use_contact(change: ContactChange, *, now: datetime) -> None:
    """Bring a confirmed contact into use at once, where everybody was warned in another way: a way back in."""
    with transaction.atomic():
        if change.status == ContactChange.ASKED:
            _wait(change, [], actor=SYSTEM, now=now)
        if change.status == ContactChange.WAITING:
            finish_change(change, now=now)


def finish_change(change: ContactChange, *, now: datetime) -> None:
    """Bring one change into effect: the contact is there, or gone, and so is the name to sign in with."""
    adds = change.change == ContactChange.ADD
    action = Action.CONTACT_ADDED if adds else Action.CONTACT_ENDED
    with transaction.atomic():
        change_status(change, ContactChange.DONE, action, actor=SYSTEM, now=now)
        if adds:
            _add(change, now)
        else:
            _end(change, now)
        tell(change.member, CONTACT_CHANGED, now=now)


def _open_change(member: Member, index: bytes) -> ContactChange | None:
    """The change of this contact that is on its way, waiting for one's turn at the member's."""
    lock_member(member.id)
    return ContactChange.objects.filter(member=member, value_index=index, status__in=OPEN).first()


def _ask(
    member: Member,
    kind: str,
    value: str,
    index: bytes,
    now: datetime,
    *,
    change: str = ContactChange.ADD,
    actor: Actor | None = None,
) -> ContactChange:
    row = ContactChange(
        member=member,
        change=change,
        kind=kind,
        value_index=index,
        status=ContactChange.ASKED,
        status_since=now,
    )
    row.value = value
    with transaction.atomic():
        row.save(force_insert=True)
        record_about(
            Action.CONTACT_ASKED, row, actor=actor or member_actor(member.id), now=now, change=change, kind=kind
        )
    return row


def _wait(change: ContactChange, others: list[Contact], *, actor: Actor, now: datetime) -> None:
    due = now + WAIT if others else now
    with transaction.atomic():
        change_status(
            change, ContactChange.WAITING, Action.CONTACT_WAITS, actor=actor, now=now, changes={"due_at": due}
        )
        for contact in others:
            tell(
                change.member,
                CONTACT_WAITS,
                now=now,
                to=contact,
                change=f"{change.change}_{change.kind}",
                until=f"{due.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
                stop=change.id,
            )


def _cancel(change: ContactChange, *, actor: Actor, now: datetime) -> ContactChange:
    if change.status != ContactChange.WAITING:
        raise MoveNotAllowed(old=change.status, to=ContactChange.CANCELLED, subject=change.SUBJECT)
    change_status(change, ContactChange.CANCELLED, Action.CONTACT_CHANGE_CANCELLED, actor=actor, now=now)
    return change


def _add(change: ContactChange, now: datetime) -> None:
    new = sealed_contact(change.member, change.kind, change.value, "member", now)
    Contact.objects.update_or_create(
        member=change.member,
        value_index=change.value_index,
        defaults={"confirmed_at": now, "ended_at": None},
        create_defaults={
            "kind": change.kind,
            "value_sealed": new.value_sealed,
            "source": "member",
            "added_at": now,
            "confirmed_at": now,
        },
    )
    user = getattr(change.member, "user", None)
    if user and user.has_usable_password():
        try:
            give_name(user, change.kind, change.value, now=now)
        except NameTaken:
            # It is a contact all the same; the member goes on signing in with the name there is.
            return


def _end(change: ContactChange, now: datetime) -> None:
    Contact.objects.filter(member=change.member, value_index=change.value_index).update(ended_at=now)
    names = SignInName.objects.filter(user__member=change.member)
    if names.exclude(value_index=change.value_index).exists():
        names.filter(value_index=change.value_index).delete()
