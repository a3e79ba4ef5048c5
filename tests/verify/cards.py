"""Cards in every state, for the tests of the verifier; issued and published as the fund would."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import block_card
from kartu.cards.models import Copy
from kartu.cards.states import PLASTIC
from kartu.cards.status import publish_shard
from tests.cards.builders import new_card


def one_of_each(now: datetime) -> dict[str, Copy]:
    """A copy that is good, blocked, replaced, expired and one that was never handed over; the list is out."""
    long_ago = now - timedelta(days=settings.PROFILE.validity_days["digital"] + 1)
    replaced = renew_digital(new_card(now=now), actor=OPERATOR, now=now)
    good = renew_digital(replaced.card, actor=OPERATOR, now=now)
    blocked = renew_digital(new_card(now=now), actor=OPERATOR, now=now)
    block_card(blocked.card, reason="lost", actor=OPERATOR, now=now)
    expired = renew_digital(new_card(now=long_ago), actor=OPERATOR, now=long_ago)
    begun = prepare_copy(new_card(now=now), PLASTIC, actor=OPERATOR, now=now)
    prepared = finish_copy(begun.member_id, begun.id, actor=OPERATOR, now=now)
    publish_shard(0, actor=OPERATOR, now=now)
    return {"good": good, "blocked": blocked, "replaced": replaced, "expired": expired, "prepared": prepared}
