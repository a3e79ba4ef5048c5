"""What waits for somebody of HR: what a working day begins with. Counted, no name opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kartu.employers import states as uploads
from kartu.employers.acting import cases_for
from kartu.employers.acts import Batch, Download
from kartu.employers.models import Upload
from kartu.replacements import states
from kartu.replacements.boxes import boxes_for
from kartu.replacements.models import Replacement


@dataclass(frozen=True, slots=True)
class Agenda:
    """How much of each waits for this person's next step."""

    papers: int  # requests for which the branch waits for papers
    rosters: int  # compared, waiting for a yes
    boxes: int  # on their way
    to_hand_over: int  # printed cards in boxes that have come
    batches: int  # prepared and not begun
    to_agree: int  # downloads a colleague asked for
    to_fetch: int  # downloads of one's own that are ready

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name) for name in self.__slots__)


def agenda_of(employers: Collection[int], user_id: int, *, today: date) -> Agenda:
    """What waits for this account of HR at these employers."""
    cases = cases_for(employers, today=today)
    downloads = Download.objects.filter(employer__in=employers)
    return Agenda(
        papers=cases.filter(status=states.NEEDS_EVIDENCE).count(),
        rosters=Upload.objects.filter(employer__in=employers, status=uploads.READY).count(),
        boxes=boxes_for(employers).filter(status=states.SENT).count(),
        to_hand_over=_to_hand_over(cases).count(),
        batches=Batch.objects.filter(employer__in=employers, status=Batch.PREPARED).count(),
        to_agree=downloads.filter(status=Download.ASKED).exclude(asked_by=user_id).count(),
        to_fetch=downloads.filter(status=Download.READY, asked_by=user_id).count(),
    )


def _to_hand_over(cases: QuerySet[Replacement]) -> QuerySet[Replacement]:
    received = cases.filter(status=states.PRINTED, delivery=states.AT_EMPLOYER)
    return received.filter(boxed__box__status=states.RECEIVED_BOX).distinct()
