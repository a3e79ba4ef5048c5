"""The life of a card, walked at random: whatever is done in whatever order, the table and the published list agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import integers, sampled_from

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.cards import lifecycle
from kartu.cards.checking import prove_block
from kartu.cards.errors import CopyNotReady
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.models import Copy
from kartu.cards.queries import copies_of, copy_of
from kartu.cards.states import (
    ACTIVE,
    BLOCKED,
    DIGITAL,
    EXPIRED,
    PHYSICAL,
    PREPARED,
    REPLACED,
    REVOKED,
    VOIDED,
    WALLET,
)
from kartu.cards.status import publish_shard
from kartu.credential.verdict import Verdict
from kartu.publishing.checking import check_code
from tests.cards.builders import NOW, new_card

REFUSALS = (MoveNotAllowed, CopyNotReady)
VERDICTS = {
    ACTIVE: Verdict.GOOD,
    PREPARED: Verdict.NOT_HANDED_OVER,
    BLOCKED: Verdict.BLOCKED,
    REPLACED: Verdict.BLOCKED,
    REVOKED: Verdict.BLOCKED,
    VOIDED: Verdict.BLOCKED,
    EXPIRED: Verdict.EXPIRED,
}


class CardLife(RuleBasedStateMachine):
    """One card of one member, and a clock that only goes on."""

    copies: Bundle[int] = Bundle("copies")

    @initialize()
    def a_member_has_a_card(self) -> None:
        self.now = NOW
        self.card = new_card()

    @rule(target=copies, kind=sampled_from([*PHYSICAL, WALLET, DIGITAL]))
    def prepare(self, kind: str) -> int:
        holder = "phone" if kind == WALLET else ""
        return prepare_copy(self.card, kind, holder_key=holder, actor=OPERATOR, now=self.now).id

    @rule(target=copies)
    def renew(self) -> int:
        copy = renew_digital(self.card, actor=OPERATOR, now=self.now)
        assert copy.status == ACTIVE
        return copy.id

    @rule(target=copies, kind=sampled_from(PHYSICAL))
    def replace(self, kind: str) -> int:
        begun = prepare_copy(self.card, kind, actor=OPERATOR, now=self.now)
        done = finish_copy(begun.member_id, begun.id, actor=OPERATOR, now=self.now)
        return lifecycle.activate_copy(done, actor=OPERATOR, now=self.now).id

    @rule(number=copies)
    def finish(self, number: int) -> None:
        before = self._copy(number)
        if before.expires_at > self.now:
            after = finish_copy(before.member_id, number, actor=OPERATOR, now=self.now)
            assert before.code in ("", after.code)

    @rule(number=copies)
    def hand_over(self, number: int) -> None:
        copy = self._copy(number)
        possible = copy.status == PREPARED and copy.checked_at is not None
        self._try(lambda: lifecycle.activate_copy(copy, actor=OPERATOR, now=self.now), possible=possible)

    @rule(number=copies)
    def void(self, number: int) -> None:
        copy = self._copy(number)
        possible = copy.status == PREPARED
        self._try(lambda: lifecycle.void_copy(copy, reason="x", actor=OPERATOR, now=self.now), possible=possible)

    @rule()
    def block(self) -> None:
        active = copies_of(self.card).filter(status=ACTIVE).count()
        blocked = lifecycle.block_card(self.card, reason="lost", actor=OPERATOR, now=self.now)
        assert len(blocked) == active
        proofs = [prove_block(copy.member_id, copy.id, actor=OPERATOR, now=self.now) for copy in blocked]
        assert set(proofs) <= {Verdict.BLOCKED, Verdict.EXPIRED}

    @rule()
    def find(self) -> None:
        restored = lifecycle.unblock_physical(self.card, actor=OPERATOR, now=self.now)
        assert all(copy.kind in PHYSICAL for copy in restored)

    @rule()
    def revoke(self) -> None:
        lifecycle.revoke_card(self.card, reason="x", actor=OPERATOR, now=self.now)
        assert not copies_of(self.card).filter(status__in=(ACTIVE, BLOCKED, PREPARED)).exists()

    @rule(days=integers(1, 300))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        lifecycle.expire_due(actor=OPERATOR, now=self.now)

    @invariant()
    def there_are_never_two_copies_in_use_or_being_made(self) -> None:
        rows = copies_of(self.card).values_list("kind", "status")
        count = Counter(row for row in rows if row[1] in (ACTIVE, PREPARED))
        assert set(count.values()) <= {1}
        # ... and one physical card in the hand, whatever it is made of.
        assert copies_of(self.card).filter(kind__in=PHYSICAL, status__in=(ACTIVE, BLOCKED)).count() <= 1

    @invariant()
    def the_public_check_says_what_the_state_is(self) -> None:
        publish_shard(0, actor=OPERATOR, now=self.now)
        for copy in copies_of(self.card):
            if copy.code and (copy.kind in PHYSICAL or copy.status != PREPARED):
                said = check_code(copy.code, now=self.now).verdict
                over = copy.expires_at <= self.now
                assert said is (Verdict.EXPIRED if over else VERDICTS[copy.status]), copy.status

    @invariant()
    def every_step_is_recorded_and_in_the_table(self) -> None:
        for copy in copies_of(self.card):
            steps = Event.objects.filter(subject="copy", subject_id=copy.id).exclude(new_status="").order_by("id")
            state = PREPARED
            for step in steps:
                assert step.old_status == state
                assert step.new_status in Copy.MOVES[state]
                state = step.new_status
            assert state == copy.status

    def teardown(self) -> None:
        """Nothing is left to undo: the test's own transaction is rolled back."""

    def _copy(self, number: int) -> Copy:
        return copy_of(self.card.member_id, number)

    def _try(self, verb: Callable[[], object], *, possible: bool) -> None:
        refusal: DomainError | None = None
        try:
            verb()
        except REFUSALS as refused:
            refusal = refused
        assert (refusal is None) is possible


@pytest.mark.slow
@pytest.mark.django_db
def test_a_card_keeps_the_table_whatever_is_done_to_it() -> None:
    few = settings(
        max_examples=30,
        stateful_step_count=14,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(CardLife, settings=few)

    assert Event.objects.filter(action="copy-activated").exists()
