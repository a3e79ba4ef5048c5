"""The document policy as the operator edits it: editions, a check that it is complete, and cases that keep theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from kartu.audit.actors import OPERATOR
from kartu.base.errors import NotThere
from kartu.replacements import states
from kartu.replacements.documents import as_toml, editions, faults_of, read_rules, rules_in_force, rules_of, set_rules
from kartu.replacements.queries import papers_asked, papers_for
from kartu.replacements.refusals import PolicyFaulty
from tests.cards.builders import NOW
from tests.replacements.builders import new_scene, opened

pytestmark = pytest.mark.django_db
PLAIN = '[[documents]]\nneeds = ["identity"]\n'


def test_the_funds_own_rules_are_complete_and_survive_being_written() -> None:
    own = settings.PROFILE.documents

    assert faults_of(own) == []
    assert read_rules(as_toml(own)) == own


def test_a_new_edition_counts_for_new_cases_and_old_ones_keep_theirs() -> None:
    scene = new_scene()
    case = opened(scene)
    before = papers_for(case)

    edition = set_rules(read_rules(PLAIN), note="percobaan", actor=OPERATOR, now=NOW + timedelta(hours=1))

    assert papers_for(case) == before == ("damaged_card", "identity")
    assert papers_asked(scene.card, states.DAMAGED, now=NOW + timedelta(hours=2)) == ("identity",)
    assert rules_in_force(NOW) == settings.PROFILE.documents == rules_of(0)
    assert [each.note for each in editions()] == ["percobaan"]
    assert rules_of(edition.id) == read_rules(PLAIN)
    with pytest.raises(NotThere):
        rules_of(10**9)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[documents]]\nneeds = ["identity"]\nreason = ["lost"]\n', "no rule: reason=stolen"),
        (PLAIN + PLAIN, "2: never reached"),
        ('[[documents]]\nneeds = ["gold"]\n', "needs 'gold' ?"),
        ('[[documents]]\nneeds = ["identity"]\nbranch = ["NOWHERE"]\n' + PLAIN, "branch 'NOWHERE' ?"),
        ('[[documents]]\nneeds = ["authority_letter"]\n', "authority_letter without together"),
    ],
)
def test_rules_that_leave_something_open_are_not_put_in_force(text: str, fault: str) -> None:
    rules = read_rules(text)

    assert any(fault in line for line in faults_of(rules))
    with pytest.raises(PolicyFaulty):
        set_rules(rules, actor=OPERATOR, now=NOW)
    assert editions() == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "documents = 1",
        "documents = []",
        "documents = [1]",
        '[[documents]]\nneeds = "identity"',
        "[[documents]]\n",
        "[[documents]]\nneeds=[1]",
        '[[documents]]\nneeds=["identity"]\nprice=["x"]',
        '[[documents]]\nneeds=["identity"]\nvouched="yes"',
        "\0",
    ],
)
def test_what_does_not_read_is_told(text: str) -> None:
    with pytest.raises(PolicyFaulty):
        read_rules(text)


def test_the_operator_edits_it_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "berkas.toml"
    file.write_text(PLAIN)

    call_command("documents", "check", str(file))
    call_command("documents", "set", str(file), "--note", "satu")
    call_command("documents", "show")
    call_command("documents", "back", "0")
    call_command("documents", "history")

    told = capsys.readouterr().out
    assert PLAIN in told
    assert "satu" in told
    assert len(editions()) == 2
    assert editions()[0].rules == [*map(dict, editions()[0].rules)]
    assert rules_of(editions()[0].id) == settings.PROFILE.documents
