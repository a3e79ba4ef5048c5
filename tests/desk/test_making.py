"""From the printer to the hand."""

from __future__ import annotations

import pytest

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.cards.queries import copy_of
from kartu.printing.destroying import leftovers_at
from kartu.printing.models import Print
from kartu.replacements import states
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Replacement, Report
from tests.desk.looking import CLOCK, address, words
from tests.pages.client import PageClient
from tests.replacements.arrows import case_at_status
from tests.replacements.builders import (
    Scene,
    again,
    opened,
    reported,
    with_papers,
    with_plastic,
)

pytestmark = pytest.mark.django_db


def test_the_whole_road_from_the_queue_to_the_hand(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    reported(scene)
    case = with_papers(opened(scene, states.LOST), scene)

    desk.post(address(case, "/ambil"))
    desk.post(address(case, "/setujui"))
    issue_replacement(case.id, actor=SYSTEM, now=CLOCK)
    sent = desk.post("/meja/cetak/kirim", {"mesin": "cr80", "nomor": case.number})
    run = sent.headers["Location"]
    pdf = desk.get(f"{run}/kartu.pdf")
    desk.both(run)
    desk.post(run, {f"hasil-{Print.objects.get().id}": "good"})
    desk.both(address(case, "/serah-terima"))
    card = copy_of(again(case).member_id, again(case).copy_id or 0).code
    desk.post(address(case, "/serah-terima"), {"card": card, "checked": ["identity_card", "answers"]})

    done = again(case)
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert done.status == states.COLLECTED
    assert copy_of(done.member_id, done.copy_id or 0).status == "active"
    assert Report.objects.get().status == states.SETTLED
    handed = Event.objects.get(action=Action.CARD_HANDED_OVER)
    assert (handed.actor_id, handed.detail) == (scene.officer.id, {"checked": "identity_card answers"})
    assert "KTP" in words(desk.get(address(case)))


def test_a_posted_card_that_never_arrived_is_made_anew_and_lies_nowhere(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    case = case_at_status(scene, states.ISSUED)
    Replacement.objects.filter(pk=case.pk).update(delivery=states.BY_POST)
    run = desk.post("/meja/cetak/kirim", {"mesin": "cr80", "nomor": case.number}).headers["Location"]
    desk.post(run, {f"hasil-{Print.objects.get().id}": "good"})

    page, _ = desk.both(address(case))
    quiet = desk.get("/meja")
    Replacement.objects.filter(pk=case.pk).update(not_arrived_at=CLOCK)
    told, _ = desk.both("/meja?antrean=belum")
    missed, _ = desk.both(address(case))
    desk.both(address(case, "/rusak"))
    desk.post(address(case, "/rusak"), {"reason": "never_arrived"})

    assert "Dikirim lewat pos" in words(page)
    assert "belum sampai" not in words(quiet).lower()
    assert "1 kartu kiriman pos dilaporkan belum sampai" in words(told)
    assert case.number in words(told)
    assert "bahwa kartunya belum sampai" in words(missed)
    assert "Catat tidak sampai" in words(missed)
    assert (again(case).status, Print.objects.get().reason) == (states.ISSUED, states.NEVER_ARRIVED)
    assert leftovers_at(scene.branch.id) == []
    assert "tidak pernah sampai" in words(desk.get(address(case)))


def test_a_spoiled_print_begins_a_new_copy(desk: PageClient, scene: Scene) -> None:
    case = case_at_status(scene, states.PRINTED)

    desk.both(address(case, "/rusak"))
    desk.post(address(case, "/rusak"), {"reason": "smudged"})

    now = again(case)
    assert now.status == states.ISSUED
    assert now.copy_id != case.copy_id
    assert copy_of(case.member_id, case.copy_id or 0).status == "voided"


@pytest.mark.parametrize("status", [s for s in states.REPLACEMENT_MOVES if s != states.ISSUED])
def test_a_card_is_printed_only_while_it_is_to_be_printed(desk: PageClient, scene: Scene, status: str) -> None:
    case = case_at_status(scene, status)

    refused = desk.post("/meja/cetak/kirim", {"mesin": "cr80", "nomor": case.number})

    assert refused.status_code == 409
    assert "Tidak ada kartu yang menunggu dicetak" in words(refused)
