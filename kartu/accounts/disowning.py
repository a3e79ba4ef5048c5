"""A device that is not the member's: what one tap in the notice of a new device sets in motion.

Whoever has the notice holds a contact of the member; that is enough to put somebody out and to void a password, and
never enough to get in: the way in leads over a new password, by a code, or over a passkey made elsewhere.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from django.db import transaction

from kartu.accounts.contacts import cancel_changes_since
from kartu.accounts.mandates import revoke_offered_since
from kartu.accounts.models import Device, OpenSession, Passkey
from kartu.accounts.open_sessions import end_device
from kartu.accounts.second_step import drop_made_on
from kartu.accounts.signon.ending import secure_sites
from kartu.accounts.telling import tell_contacts
from kartu.audit.actions import Action
from kartu.audit.actors import ANONYMOUS
from kartu.audit.recording import record
from kartu.base.digits import link_token
from kartu.base.errors import NotThere
from kartu.notifications.notices import end_of_browser
from kartu.notifications.security_words import DEVICE_DISOWNED


def device_by_link(device_id: int, token: str) -> Device:
    """The device a notice's link is about. Raises NotThere."""
    device = Device.objects.filter(id=device_id).select_related("user__member").first()
    if device is None or not hmac.compare_digest(token.encode(), link_token("device", device_id).encode()):
        raise NotThere
    return device


def disown_device(device_id: int, token: str, *, now: datetime) -> Device:
    """Put the device out: its sessions, what was made there to come back with, and the password. Twice is as once."""
    device = device_by_link(device_id, token)
    with transaction.atomic():
        mine = Device.objects.filter(pk=device.pk, disowned_at=None)
        if not mine.update(gone_at=now, disowned_at=now, token_digest=secrets.token_bytes(16)):
            return device
        device.disowned_at = now
        _take_back(device, now)
        device.user.password_void_at = now
        device.user.save(update_fields=["password_void_at"])
        record(
            Action.DEVICE_DISOWNED,
            actor=ANONYMOUS,
            now=now,
            subject="device",
            subject_id=device.id,
            member_id=device.user.member_id,
        )
        secure_sites(device.user, now=now)
        tell_contacts(device.user, DEVICE_DISOWNED, now=now)
    return device


def _take_back(device: Device, now: datetime) -> None:
    """Undo what was done on the device: its sessions, passkeys made or used there, a second step, notices, and what was
    asked for or given to others since it came."""
    used = OpenSession.objects.filter(device=device, passkey__isnull=False).values_list("passkey", flat=True)
    Passkey.objects.filter(pk__in=list(used)).delete()
    Passkey.objects.filter(made_on=device).delete()
    drop_made_on(device)
    end_device(device)
    end_of_browser(bytes(device.token_digest), now=now)
    if device.user.member_id:
        revoke_offered_since(device.user.member_id, device.since, actor=ANONYMOUS, now=now)
        cancel_changes_since(device.user.member_id, device.since, actor=ANONYMOUS, now=now)
