"""How many cards an employer may ask for on a day: counted by one statement, so that many at once count as many."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import connection

from kartu.base.errors import DomainError
from kartu.registry.models import Employer
from kartu.replacements.policy import local_day

# The row is written only if it still fits: of two that fit alone and not together one gets no row back.
USE = """
    INSERT INTO employers_quota AS kept (employer_id, day, used) VALUES (%(employer)s, %(day)s, %(cards)s)
    ON CONFLICT (employer_id, day) DO UPDATE SET used = kept.used + excluded.used
    WHERE kept.used + excluded.used <= %(most)s
    RETURNING used
"""
GIVE_BACK = "UPDATE employers_quota SET used = used - %s WHERE employer_id = %s AND day = %s"
USED = "SELECT used FROM employers_quota WHERE employer_id = %s AND day = %s"


class QuotaReached(DomainError):
    """The employer has asked for its cards of the day."""

    code = "quota-reached"
    id = "Kuota {most} kartu sehari tidak cukup untuk {cards} kartu lagi. Coba lagi besok, atau pilih lebih sedikit."
    en = "The quota of {most} cards a day does not cover {cards} more. Try again tomorrow, or choose fewer."


def use_quota(employer: Employer, cards: int, *, now: datetime) -> int:
    """Count `cards` for the employer today, in the caller's transaction; returns those used. Raises QuotaReached."""
    most = settings.PROFILE.acting.cards_a_day
    given: dict[str, int | date] = {"employer": employer.id, "day": _day(now), "cards": cards, "most": most}
    with connection.cursor() as cursor:
        if cards <= most:
            cursor.execute(USE, given)
            row = cursor.fetchone()
            if row is not None:
                return int(row[0])
    raise QuotaReached(most=most, cards=cards)


def give_back_quota(employer: Employer, cards: int, *, asked_at: datetime) -> None:
    """What was asked for and refused counts no more."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [cards, employer.id, _day(asked_at)])


def left_today(employer: Employer, *, now: datetime) -> int:
    """How many cards the employer may still ask for today."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [employer.id, _day(now)])
        row = cursor.fetchone()
    return int(settings.PROFILE.acting.cards_a_day - (row[0] if row else 0))


def _day(now: datetime) -> date:
    return local_day(now, settings.PROFILE.time_zone)
