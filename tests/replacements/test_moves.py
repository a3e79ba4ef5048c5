"""The table of moves, arrow by arrow: what it allows works by its verb, everything else is refused."""

from __future__ import annotations

import pytest

from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.notifications.models import Message
from kartu.replacements import states
from kartu.replacements.states import REPLACEMENT_MOVES
from tests.replacements.arrows import ARROWS, act, case_at_status
from tests.replacements.builders import again, new_scene

ALLOWED = [(verb, start) for verb, (starts, _) in ARROWS.items() for start in sorted(starts)]
# The jobs leave a case that stands elsewhere alone; people are told.
SILENT = ("issue_replacement", "void_uncollected")
# Approving from `submitted` without an officer is for the policy alone, so the act is allowed where an officer's is.
REFUSED = [
    (verb, status)
    for verb, (starts, end) in ARROWS.items()
    for status in REPLACEMENT_MOVES
    if status not in starts and not (verb == "open_replacement" and end in REPLACEMENT_MOVES[status])
]


def test_every_arrow_of_the_table_has_a_verb_and_every_verb_an_arrow() -> None:
    gone = {(start, end) for starts, end in ARROWS.values() for start in starts}

    assert gone == {(start, end) for start, ends in REPLACEMENT_MOVES.items() for end in ends}


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "start"), ALLOWED)
def test_an_arrow_of_the_table_is_gone_and_recorded(verb: str, start: str) -> None:
    scene = new_scene()
    case = case_at_status(scene, start)

    act(verb, case, scene)

    moves = Event.objects.filter(subject="replacement", subject_id=case.id).exclude(new_status="")
    assert again(case).status == ARROWS[verb][1]
    assert list(moves.values_list("old_status", "new_status")) == [(start, ARROWS[verb][1])]


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "status"), REFUSED)
def test_every_other_move_is_refused_and_leaves_nothing(verb: str, status: str) -> None:
    scene = new_scene()
    case = case_at_status(scene, status)
    before = (Event.objects.count(), Message.objects.count())

    if verb in SILENT:
        act(verb, case, scene)
    else:
        with pytest.raises(MoveNotAllowed):
            act(verb, case, scene)

    assert again(case).status == status
    assert (Event.objects.count(), Message.objects.count()) == before


def test_an_ended_case_has_no_way_on_and_an_open_one_has() -> None:
    ended = {status for status, ends in REPLACEMENT_MOVES.items() if not ends}

    assert ended == set(REPLACEMENT_MOVES) - set(states.OPEN)
