"""Eight officers on the same cases: never two active copies, never two decisions, and nobody is told what was not so.

Every run races threads over a few cases; `make prove` races processes over ten thousand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import quantiles

import pytest
from django.db import connections

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.postgres import Running
from kartu.replacements import states
from kartu.replacements.models import Replacement
from tests.cards.builders import NOW
from tests.cards.commands import ROOT, environment
from tests.prove import officers
from tests.prove.ledger import never_events, set_witness, untold
from tests.prove.officers import Tally
from tests.replacements.builders import new_branch

EIGHT, FEW = 8, 24
MANY = int(os.environ.get("KARTU_PROVE_CASES", "0"))
LONGEST = 60.0  # seconds one act may take with seven others at the same card; a busy machine is not what is proved

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.slow]
Ask = Callable[[Sequence[object]], str]


def test_eight_officers_at_once_make_two_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kartu.cards.issuing._read_back", officers.read_nothing_back)
    branch, team = _team()
    cases = officers.open_cases(1, FEW, branch, team[0])

    with ThreadPoolExecutor(EIGHT) as pool:
        tallies = list(pool.map(partial(_in_a_thread, cases), team))

    _judge(tallies, FEW)


@pytest.mark.skipif(not MANY, reason="`make prove` runs it: eight processes, ten thousand cases")
def test_eight_processes_at_once_make_two_of_nothing(cluster: Running) -> None:
    branch, team = _team()
    share = MANY // EIGHT
    with ThreadPoolExecutor(EIGHT) as pool:
        processes = [_start(cluster) for _ in team]
        try:
            opened = list(
                pool.map(
                    lambda at: json.loads(_asked(processes[at], ["open", at * share, share, branch, team[at]])),
                    range(EIGHT),
                )
            )
            cases = [case for row in zip(*opened, strict=True) for case in row]
            tallies = list(
                pool.map(lambda at: Tally.from_json(_asked(processes[at], ["work", cases, team[at], at])), range(EIGHT))
            )
        finally:
            for process in processes:
                process.kill()
                process.communicate()

    _judge(tallies, share * EIGHT)


def test_the_witness_and_its_questions_find_what_must_not_be() -> None:
    """The proof of the proof: a move behind the backs of the verbs, and two active copies, are found."""
    branch, team = _team()
    (case,) = officers.open_cases(1, 1, branch, team[0])
    assert never_events() == {}

    Replacement.objects.filter(pk=case).update(status=states.REJECTED)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO prove_move (subject, subject_id, card_id, kind, old, new)"
            " VALUES ('copy', -1, -1, 'print', '', 'active'), ('copy', -2, -1, 'plastic', 'voided', 'active')"
        )

    assert never_events() == {
        "a card with two active copies at any moment": 1,
        "a move without its one event, or an event without its move": 2,
        "a move that does not begin where the one before ended": 1,
    }


def _team() -> tuple[int, list[int]]:
    """A branch with four officers, who take cases, and four supervisors, who decide for any of them."""
    set_witness()
    branch = new_branch()
    kinds = [Role.Kind.OFFICER, Role.Kind.SUPERVISOR] * (EIGHT // 2)
    return branch.id, [appoint(kind, branch=branch, now=NOW).id for kind in kinds]


def _in_a_thread(cases: Sequence[int], officer: int) -> Tally:
    try:
        return officers.work(cases, officer, officer)
    finally:
        connections.close_all()


def _start(cluster: Running) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.prove.officer"],
        env=environment(cluster),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _asked(process: subprocess.Popen[str], what: Sequence[object]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    return process.stdout.readline()


def _judge(tallies: Sequence[Tally], cases: int) -> None:
    """Counts are hard, times are loose, and there must have been a race at all."""
    together = Tally()
    for tally in tallies:
        together.add(tally)
    waits = quantiles(together.seconds, n=100)
    sys.stdout.write(
        f"{cases} cases, {len(tallies)} officers: {sum(together.acts.values())} acts done, "
        f"{sum(together.refusals.values())} refused, p95 {waits[94]:.3f} s, longest {max(together.seconds):.2f} s\n"
        f"{dict(together.acts)}\n{dict(together.refusals)}\n"
    )

    assert together.faults[:9] == []  # the first ones say enough
    assert never_events() == {}
    assert untold(together.acts, opened=cases) == {}
    assert not Replacement.objects.exclude(status__in=("collected", "rejected", "submitted")).exists()
    assert sum(together.refusals.values()) > cases
    assert max(together.seconds) < LONGEST
