"""Who is in: the session of a member or of staff, from entry until sign-out or until it was left alone too long.

A session knows two things apart: its kind (by which entrance: a member's or staff's) and its proofs (which ways of
proving oneself were used, and when). Kind decides what opens and how long it lasts; proofs decide what needs one more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest

from kartu.accounts.models import Device, Passkey, User
from kartu.accounts.open_sessions import device_of_session, forget_session, move_session, note_session
from kartu.accounts.signon.ending import sign_off_device
from kartu.audit.actions import Action
from kartu.audit.recording import record

Kind = Literal["member", "staff"]
Way = Literal["password", "code", "passkey", "totp", "recovery", "link"]

MEMBER: Final = "member"
STAFF: Final = "staff"

MEMBER_IDLE = timedelta(minutes=30)
OWN_PHONE_IDLE = timedelta(days=30)
STAFF_IDLE = timedelta(minutes=15)
# However busy: then it ends, and the person signs in anew.
MEMBER_LONGEST = timedelta(hours=12)
OWN_PHONE_LONGEST = timedelta(days=180)
STAFF_LONGEST = timedelta(hours=12)
# A risky act asks again who is there when the last proof is older than this.
FRESH = timedelta(minutes=10)
# The session is written again at most this often, so that pages in between cost no write.
WRITTEN_EVERY = timedelta(seconds=60)

KIND, PROOFS, SINCE, SEEN, OWN = "kind", "proofs", "since", "seen", "own"
BACKEND = "django.contrib.auth.backends.ModelBackend"
LONG_AGO = "2000-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Authentication:
    """How the person of a session was proved: every way used (oldest first, each once), and the moment of the last."""

    ways: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody comes in: by which entrance, proved in which ways, and (members) in which browser."""

    kind: Kind
    ways: Sequence[Way]
    own_phone: bool = False
    device: Device | None = None
    passkey: Passkey | None = None


def enter(request: HttpRequest, user: User, entry: Entry, *, now: datetime) -> None:
    """Open a session for `user` under a new session key; what an anonymous visitor had begun comes along."""
    if request.session.session_key:
        forget_session(request.session.session_key)
    login(request, user, backend=BACKEND)
    request.session[KIND] = entry.kind
    request.session[PROOFS] = [[way, now.isoformat()] for way in entry.ways]
    request.session[SINCE] = now.isoformat()
    request.session[OWN] = entry.own_phone
    _stay(request, now)
    note_session(user, _key(request), now=now, device=entry.device, passkey=entry.passkey)
    _record(Action.SIGNED_IN, user, now, way=" ".join(entry.ways))


def leave(request: HttpRequest, *, now: datetime) -> None:
    """End the session, at other sites of this browser too; nothing of it stays on the server."""
    user = signed_in(request, now=now)
    device = device_of_session(request.session.session_key or "") if user else None
    if user:
        _record(Action.SIGNED_OUT, user, now)
    _end(request)
    if user and device:
        sign_off_device(device, actor=user.actor, now=now)


def prove_again(request: HttpRequest, way: Way, *, now: datetime) -> None:
    """Note that whoever is signed in has just proved it once more, and go on under a new session key."""
    request.session[PROOFS] = [*request.session.get(PROOFS, []), [way, now.isoformat()]]
    before = _key(request)
    request.session.cycle_key()
    move_session(before, _key(request))


def keep_in(request: HttpRequest, user: User) -> None:
    """Go on after one's own password was changed, under a new session key; the framework ends all other sessions."""
    before = _key(request)
    update_session_auth_hash(request, user)
    move_session(before, _key(request))


def authentication(request: HttpRequest) -> Authentication:
    """How and when whoever is signed in was proved last; no way at all for nobody."""
    proofs = request.session.get(PROOFS) or [["", LONG_AGO]]
    ways = dict.fromkeys(way for way, _ in proofs if way)
    return Authentication(tuple(ways), datetime.fromisoformat(proofs[-1][1]))


def recently_proved(request: HttpRequest, *, now: datetime) -> bool:
    """Whether the last proof is young enough for a risky act."""
    return now - authentication(request).at < FRESH


def signed_in(request: HttpRequest, *, now: datetime) -> User | None:
    """Whoever is in, or None; a session that was left alone too long, or is too old, is ended here."""
    user = request.user
    if not isinstance(user, User):
        return None
    seen, since = _moment(request, SEEN), _moment(request, SINCE)
    if now - seen >= idle(request) or now - since >= longest(request):
        _end(request)
        return None
    if now - seen >= WRITTEN_EVERY:
        _stay(request, now)
    return user


def signed_in_member(request: HttpRequest, *, now: datetime) -> User | None:
    """As `signed_in`, for members who came through the members' entrance."""
    user = signed_in(request, now=now)
    return user if user and user.member_id and request.session.get(KIND) == MEMBER else None


def signed_in_staff(request: HttpRequest, *, now: datetime) -> User | None:
    """As `signed_in`, for those who came through the staff entrance; a password does not get there."""
    user = signed_in(request, now=now)
    return user if user and request.session.get(KIND) == STAFF else None


def idle(request: HttpRequest) -> timedelta:
    """How long this session may be left alone."""
    if request.session.get(KIND) == STAFF:
        return STAFF_IDLE
    return OWN_PHONE_IDLE if request.session.get(OWN) else MEMBER_IDLE


def longest(request: HttpRequest) -> timedelta:
    """How long this session may last at all."""
    if request.session.get(KIND) == STAFF:
        return STAFF_LONGEST
    return OWN_PHONE_LONGEST if request.session.get(OWN) else MEMBER_LONGEST


def _key(request: HttpRequest) -> str:
    """The key of the session; a new one where it has none yet."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def _end(request: HttpRequest) -> None:
    forget_session(request.session.session_key or "")
    logout(request)


def _moment(request: HttpRequest, name: str) -> datetime:
    return datetime.fromisoformat(request.session.get(name, LONG_AGO))


def _stay(request: HttpRequest, now: datetime) -> None:
    request.session[SEEN] = now.isoformat()
    request.session.set_expiry(idle(request))


def _record(action: Action, user: User, now: datetime, **detail: str) -> None:
    record(
        action,
        actor=user.actor,
        now=now,
        subject="user",
        subject_id=user.id,
        member_id=user.member_id,
        **detail,
    )
