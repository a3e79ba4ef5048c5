"""Finding a way back in by what stands on its slip."""

from __future__ import annotations

import hmac
from datetime import datetime

from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.refusals import SlipRefused
from kartu.accounts.slips import code_digest
from kartu.base.numbers import number_as_written
from kartu.base.throttle import take

PURPOSE = "recovery"
NOBODY = bytes(32)


def recovery_by_slip(number: str, code: str, *, address: str, now: datetime) -> Recovery:
    """The way back in of this slip, however it stands. Raises SlipRefused, TooMany; counts a try.

    Five tries a quarter of an hour for each number that is asked for, ours or not.
    """
    take("slip-address", address, now=now)
    known = number_as_written(number[:40]) or ""
    take("slip-number", known or number[:40].upper(), now=now)
    stored = Recovery.objects.filter(number=known).values_list("code_hash", flat=True).first()
    if not hmac.compare_digest(bytes(stored or NOBODY), code_digest(PURPOSE, known, code)):
        raise SlipRefused
    return Recovery.objects.select_related("member", "employer", "branch").get(number=known)
