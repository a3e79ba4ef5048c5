"""Codes of six digits, sent to a contact the fund already holds, never to one typed in the same form.

Whoever asks about a stranger walks the same road: a row is written with what was claimed, a job is queued, a page asks
for the code. Only the job looks for the member, so that neither the answer nor its time tells whether there is one.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from kartu.accounts.claims import Claim, as_claim, as_words, member_claimed, open_words, seal_words
from kartu.accounts.models import ContactChange, SentCode
from kartu.audit.actions import Action
from kartu.audit.actors import member_actor
from kartu.audit.recording import record
from kartu.base.digits import new_seed, six_digits
from kartu.base.errors import DomainError
from kartu.base.language import say, written_moment
from kartu.base.queue import defer
from kartu.base.throttle import take
from kartu.notifications.account_words import SENT_CODE
from kartu.notifications.messages import tell
from kartu.registry.lookups import contact_text, identity_text
from kartu.registry.members import sealed_contact
from kartu.registry.models import Contact, Member
from kartu.registry.sealing import keyring

SIGN_UP: Final = "sign-up"
SIGN_IN: Final = "sign-in"
RESET: Final = "reset"
CONTACT: Final = "contact"
REPORT: Final = "report"
NUMBER: Final = "number"
NEWS: Final = "news"

# Codes for whoever is no member, and the job that sends each.
SENDERS: Mapping[str, str] = {NEWS: "employers.send_news_code"}

LIFETIME = timedelta(minutes=10)
TRIES, SENDINGS = 5, 3

# One statement counts the try and says whether it was allowed: parallel guesses cannot share a try.
COUNT_A_TRY = """
    UPDATE accounts_sentcode SET tries = tries + 1
    WHERE id = %s AND purpose = %s AND used_at IS NULL AND expires_at > %s AND tries < %s
    RETURNING seed, member_id
"""


class CodeRefused(DomainError):
    """The code does not fit, is too old, was used or was tried too often; the answer is the same."""

    code = "code-refused"
    id = "Kode ini tidak cocok atau tidak berlaku lagi. Periksa pesan terbaru dari kami, atau minta kode baru."
    en = "This code does not match or is no longer valid. Check our latest message, or ask for a new code."


class SentOften(DomainError):
    """The code was sent as often as one code is sent; `until` says how long it is good."""

    code = "sent-often"
    id = "Kode sudah kami kirim {sendings} kali dan berlaku sampai {until}. Sesudah itu mulai lagi dari awal."
    en = "We have sent the code {sendings} times; it is good until {until}. After that start again."

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until=until)
        self.until = until

    def words(self, language: str) -> str:
        until = written_moment(self.until, language, settings.PROFILE.time_zone)
        return say(language, id=self.id, en=self.en).format(sendings=SENDINGS, until=until)


def send_code(purpose: str, claim: Claim, kind: str, *, address: str, now: datetime) -> SentCode:
    """Send a code to the claimed member's contact of `kind` ("email" or "phone"), if both are there.

    `address` is the network the request comes from. Returns the row whose id the caller's session keeps; the job fills
    in whose it is. Raises TooMany.
    """
    _count(claim, address, now)
    return _write(purpose, kind, whom=as_words(claim), now=now)


def send_code_to_held(purpose: str, claim: Claim, contact: tuple[str, str], *, address: str, now: datetime) -> SentCode:
    """Send a code to this very contact (kind, value), if it is one the fund held of the claimed member before.

    For whoever has lost the usual one and still holds another. What was typed only chooses: a contact that was not
    held before gets nothing. Raises TooMany.
    """
    _count(claim, address, now)
    return _write(purpose, contact[0], whom=[*as_words(claim), contact[1]], now=now)


def send_code_to(purpose: str, member_id: int | None, kind: str, *, now: datetime) -> SentCode:
    """As `send_code`, for a member found in another way, or for nobody at all. Counts nothing."""
    return _write(purpose, kind, whom=[f"{member_id or 0:020}"], now=now)


def send_code_for(purpose: str, contact: Contact, *, now: datetime) -> SentCode:
    """Send a code to one particular contact of a member who is already known to be that member."""
    return _write(purpose, contact.kind, member=contact.member, contact=contact, now=now)


def send_confirmation(change: ContactChange, *, now: datetime) -> SentCode:
    """Send a code to a contact its member has just named."""
    return _write(CONTACT, change.kind, member=change.member, change=change, now=now)


def make_code(purpose: str, kind: str, whom: list[str], *, now: datetime) -> SentCode:
    """Make a code for whoever is no member, and queue its purpose's own job: `whom` tells it where the code goes."""
    return _write(purpose, kind, whom=whom, now=now)


def whom_of(sent: SentCode) -> list[str]:
    """The words `make_code` was given."""
    return open_words(_whom(sent), bytes(sent.whom_sealed or b""))


def send_again(code_id: int, purpose: str, *, now: datetime) -> None:
    """Send the same code once more. Raises SentOften; CodeRefused when it has run out or was used."""
    good = SentCode.objects.filter(id=code_id, purpose=purpose, used_at=None, expires_at__gt=now)
    with transaction.atomic():
        if not good.filter(sendings__lt=SENDINGS).update(sendings=F("sendings") + 1):
            until = good.values_list("expires_at", flat=True).first()
            if until is None:
                raise CodeRefused
            raise SentOften(until=until)
        defer(_sender(purpose), code_id=code_id)


def check_code(code_id: int, purpose: str, typed: str, *, now: datetime) -> SentCode:
    """Take a code back, once. The row's `member` is proved to hold its `contact` (or the one of its `change`); of a
    code that `make_code` made, whoever was meant to hold where it went.

    Raises CodeRefused, always in the same words. Counts a try, so call it outside a transaction that may roll back.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_A_TRY, [code_id, purpose, now, TRIES])
        tried = cursor.fetchone()
    seed, member_id = tried or (new_seed(), None)
    somebody = member_id is not None or (tried and purpose in SENDERS)
    digits = "".join(mark for mark in typed if mark.isdigit())
    if not hmac.compare_digest(six_digits(seed).encode(), digits.encode()) or not somebody:
        raise CodeRefused
    with transaction.atomic():
        if not SentCode.objects.filter(id=code_id, used_at=None).update(used_at=now):
            raise CodeRefused
        sent = SentCode.objects.select_related("member", "contact", "change").get(id=code_id)
        if sent.contact and not sent.contact.confirmed_at:
            _confirm(sent.contact, now=now)
    return sent


def confirmed_by(code_id: int) -> tuple[str, str] | None:
    """Kind and value of the contact a used code came back from."""
    sent = SentCode.objects.select_related("member", "contact__member", "change__member").filter(id=code_id).first()
    proved = (sent.contact or sent.change) if sent and sent.used_at else None
    return (proved.kind, proved.value) if proved else None


def settle_code(sent: SentCode) -> SentCode:
    """Find out whose the code is and where it goes, and forget what was claimed; once. The row as it is then."""
    with transaction.atomic():
        row = SentCode.objects.select_for_update().get(pk=sent.pk)
        if row.whom_sealed is not None:
            words = open_words(_whom(row), bytes(row.whom_sealed))
            row.contact, row.whom_sealed = _held(words, row.kind), None
            row.member = row.contact.member if row.contact else None
            row.save(update_fields=["contact", "member", "whom_sealed"])
    return row


def deliver_code(sent: SentCode, *, now: datetime) -> None:
    """Write the message, if there is anybody to write to; after that nothing of the row is needed to send it."""
    sent = settle_code(sent)
    if sent.member is None:
        return
    contact = sent.contact or (_contact_of(sent.change, now) if sent.change else None)
    if contact is None:
        return
    with transaction.atomic():
        tell(sent.member, SENT_CODE, now=now, to=contact, seed=sent.seed, purpose=sent.purpose.replace("-", "_"))
        record(
            Action.CODE_SENT,
            actor=member_actor(sent.member.id),
            now=now,
            subject="sent-code",
            subject_id=sent.id,
            member_id=sent.member.id,
            purpose=sent.purpose,
            kind=sent.kind,
        )


def sweep_codes(*, now: datetime) -> int:
    """Remove codes that ran out a day ago; returns how many."""
    return SentCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def _count(claim: Claim, address: str, now: datetime) -> None:
    """What is asked is counted for the network and for the person named, member or not. Raises TooMany."""
    take("code-address", address, now=now)
    take("code-contact", identity_text(claim.identity_kind, claim.identity), now=now)


def _held(words: list[str], kind: str) -> Contact | None:
    """The contact a code goes to: of the member by number, or of the one a claim fits; a fourth word chooses it."""
    if len(words) == 1:
        member_id = int(words[0])
    else:
        member = member_claimed(as_claim(words[:3]))
        member_id = member.id if member else 0
    usable = Contact.objects.filter(member=member_id, kind=kind, ended_at=None).select_related("member")
    if len(words) == 4:
        usable = usable.filter(value_index__in=keyring().blinds("contact", contact_text(kind, words[3])))
    return usable.order_by(F("confirmed_at").desc(nulls_last=True), "-added_at", "-id").first()


def _whom(sent: SentCode) -> str:
    """What the sealed words are bound to: this row. Its number is not known yet when they are sealed; its seed is."""
    return f"{SentCode._meta.db_table}.whom:{sent.seed}"


def _write(
    purpose: str,
    kind: str,
    *,
    now: datetime,
    member: Member | None = None,
    contact: Contact | None = None,
    change: ContactChange | None = None,
    whom: list[str] | None = None,
) -> SentCode:
    """Write the row and queue its job. For whoever is not known to us yet, `whom` says in words what the job is to
    look for, and the row is the same for somebody and for nobody."""
    sent = SentCode(purpose=purpose, kind=kind, member=member, contact=contact, change=change)
    sent.seed, sent.made_at, sent.expires_at = new_seed(), now, now + LIFETIME
    if whom:
        sent.whom_sealed = seal_words(_whom(sent), whom)
    with transaction.atomic():
        sent.save(force_insert=True)
        defer(_sender(purpose), code_id=sent.id)
    return sent


def _sender(purpose: str) -> str:
    return SENDERS.get(purpose, "accounts.deliver_code")


def _confirm(contact: Contact, *, now: datetime) -> None:
    contact.confirmed_at = now
    contact.save(update_fields=["confirmed_at"])
    record(
        Action.CONTACT_CONFIRMED,
        actor=member_actor(contact.member_id),
        now=now,
        subject="contact",
        subject_id=contact.id,
        member_id=contact.member_id,
    )


def _contact_of(change: ContactChange, now: datetime) -> Contact:
    """The contact a change is about, as a row that is not stored yet."""
    return sealed_contact(change.member, change.kind, change.value, "member", now)
