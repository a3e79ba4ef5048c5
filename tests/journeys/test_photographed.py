"""A card is printed, carried about, and photographed badly: the lost one is refused, the renewed one accepted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kartu.audit.actors import member_actor
from kartu.base.worker import run_worker
from kartu.cards.issuing import renew_digital
from kartu.cards.models import Copy
from kartu.cards.pictures import front_png
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.credential.verdict import Verdict
from kartu.publishing.checking import check_code
from kartu.replacements.reports import report_lost
from kartu.replacements.states import LOGIN, LOST
from tests.cards.builders import new_card
from tests.degrade import GRADES, photograph

SHOTS = 3


def _judged(copy: Copy) -> list[Verdict | None]:
    """The public check on every photograph of the printed picture; None where no code could be read."""
    printed = front_png(copy)
    shots = [photograph(printed, grade, seed) for grade in GRADES.values() for seed in range(SHOTS)]
    return [_check(shot) for shot in shots]


def _check(shot: bytes) -> Verdict | None:
    try:
        return check_code(read_image(shot), now=timezone.now()).verdict
    except NoCode:
        return None


@pytest.mark.slow
def test_a_bad_photograph_of_the_lost_card_is_refused_and_of_the_renewed_one_accepted(committed: None) -> None:
    card = new_card(now=timezone.now())
    actor = member_actor(card.member_id)
    lost = renew_digital(card, actor=actor, now=timezone.now())

    report_lost(card, LOST, LOGIN, actor=actor, now=timezone.now())
    run_worker(concurrency=1, until_empty=True)
    renewed = card.copies.get(kind="digital", status="active")
    before, after = _judged(lost), _judged(renewed)

    assert set(before) <= {Verdict.BLOCKED, None}
    assert set(after) <= {Verdict.GOOD, None}
    # The rate of the study: a reader that sees single frames this bad reads at least 88 in 100.
    assert before.count(Verdict.BLOCKED) + after.count(Verdict.GOOD) >= 0.88 * (len(before) + len(after))
