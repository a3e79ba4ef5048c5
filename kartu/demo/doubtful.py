"""A case that an officer should look at twice: somebody else's letter and picture, and a second person has to agree."""

from __future__ import annotations

from datetime import timedelta

from kartu.audit.actors import ANONYMOUS, member_actor
from kartu.cards.states import PLASTIC
from kartu.demo import people
from kartu.demo.cases import FILLERS, OLD, TITLES, Stage, Told, card_of, give_plastic, member_of
from kartu.demo.papers import draw_paper
from kartu.replacements import states
from kartu.replacements.evidence import POLICE_LETTER, Letter, add_evidence
from kartu.replacements.files import store_pages
from kartu.replacements.models import Evidence
from kartu.replacements.reports import dismiss_flag, report_lost
from kartu.replacements.requests import open_replacement

IDENTITY = "identity"


def seed_doubtful(stage: Stage) -> Told:
    """Needs the case in review: it is that one's letter, and that one's picture, which come a second time."""
    began = stage.now - timedelta(hours=20)
    card = card_of(people.DOUBTFUL, now=stage.now - OLD)
    give_plastic(card, now=stage.now - OLD)
    before = stage.now - timedelta(days=20)
    flag = report_lost(card, states.LOST, states.NOTHING_HELD, actor=ANONYMOUS, now=before)
    dismiss_flag(flag, actor=member_actor(card.member_id), now=before + timedelta(hours=3))
    actor = member_actor(card.member_id)
    report_lost(card, states.STOLEN, states.LOGIN, actor=actor, now=began)
    case, code = open_replacement(card, PLASTIC, states.STOLEN, stage.branch, actor=actor, now=began)
    robbed = member_of(people.IN_REVIEW)
    used = Evidence.objects.select_related("replacement__member").get(
        replacement__member=robbed, kind=POLICE_LETTER, letter_index__isnull=False
    )
    pictures = {
        POLICE_LETTER: draw_paper(
            TITLES[POLICE_LETTER],
            [used.station, f"Nomor: {used.letter_number}", f"Nama: {case.member.name}", *FILLERS],
        ),
        IDENTITY: draw_paper(TITLES[IDENTITY], [f"Nama: {robbed.name}", *FILLERS]),
    }
    letter = Letter(used.letter_number, used.station, began.date() - timedelta(days=11))
    for kind, picture in pictures.items():
        add_evidence(
            case,
            kind,
            letter=letter if kind == POLICE_LETTER else None,
            file=store_pages(case, (picture,)),
            actor=actor,
            now=began + timedelta(minutes=6),
        )
    return Told(case.number, code)
