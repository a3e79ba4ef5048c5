"""Can a stranger tell by the clock who is a member? Run: python -m bench.timing [--pairs 600] [--only /daftar/cara ...]

Every page where a stranger names somebody is asked about a member and about nobody, in turns and in random order, by
HTTP without a network: nearer to the code than anybody outside can get. For each page the chance that a question about
a member takes longer than one about nobody is told (Mann and Whitney's U over all pairs; a half is no difference), with
the interval a difference by luck alone stays in (three standard errors). A canary, the first page with a millisecond
put on top for members, has to be found, or the experiment could find nothing. With --cpu the processor time of this
process and of its database session is taken instead of the clock: quieter beside other work, blind to waiting.
"""

from __future__ import annotations

import argparse
import bisect
import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")
os.environ["KARTU_WORK_BITS"] = "1"

import django

from kartu.base.database import throwaway_database

MEMBERS, WARM = 40, 20
BORN = date(1990, 5, 27)
CANARY = timedelta(milliseconds=1)
NUMBERED = (("/permohonan", "case"), ("/kunjungan", "visit"), ("/masuk/bantuan/lembar", "slip"))
# A Monday morning, when a branch gives out tickets.
OPENED = datetime(2026, 11, 23, 2, tzinfo=UTC)

Ask = Callable[[Any, "Somebody"], Any]


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom a question is about: a member or nobody; what has a number and a code, there or not."""

    identity: str
    phone: str
    case: str
    visit: str
    slip: str
    member: bool


@dataclass(frozen=True, slots=True)
class Question:
    """The pages before, which are not timed, and the one that is."""

    name: str
    before: Ask
    asked: Ask
    on_top: float = 0.0  # seconds, for members: the canary's

    @property
    def start(self) -> str:
        """Where a visitor is sent who has not come by the pages before."""
        return self.name.rpartition("/")[0]


def main() -> None:
    """Ask, print one line a page, and leave with 1 when a page tells members, or the canary was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=600)
    parser.add_argument("--cpu", action="store_true", help="processor time instead of the clock (Linux)")
    parser.add_argument("--only", nargs="+", metavar="PATH", help="only these pages, beside the canary")
    options = parser.parse_args()
    with throwaway_database():
        django.setup()
        # Loaded only now: settings have to know the database.
        from django.core.management import call_command  # noqa: PLC0415

        from kartu.base.statics import ensure_statics  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        ensure_statics()
        _without_limits()
        members, nobody = _people()
        questions = _questions()
        first = questions[0]
        if options.only:
            questions = [question for question in questions if question.name in options.only]
        canary = Question("canary", first.before, first.asked, CANARY.total_seconds())
        clock = _processor if options.cpu else time.perf_counter
        told = [_told(each, members, nobody, options.pairs, clock) for each in (canary, *questions)]
    found, others = told[0], told[1:]
    print("the canary was found" if found else "THE CANARY WAS NOT FOUND")
    print(f"{sum(others)} of {len(others)} pages tell members by the clock")
    sys.exit(0 if found and not any(others) else 1)


def _told(
    question: Question, members: list[Somebody], nobody: list[Somebody], pairs: int, clock: Callable[[], float]
) -> bool:
    """Ask `pairs` times about each; print what came of it; whether the clock told them apart."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(pairs + WARM):
        two = [members[number % len(members)], nobody[number % len(nobody)]]
        random.shuffle(two)
        for who in two:
            took = _timed(question, who, clock)
            if number >= WARM:
                times[who.member].append(took)
    chance = _chance(times[True], times[False])
    error = ((2 * pairs + 1) / (12 * pairs * pairs)) ** 0.5
    apart: bool = abs(chance - 0.5) > 3 * error
    hit, miss = (statistics.median(times[kind]) * 1000 for kind in (True, False))
    verdict = "TOLD APART" if apart else "not told apart"
    print(f"{question.name:<28} {chance:.3f} (0.5 ± {3 * error:.3f})  {hit:6.2f} / {miss:6.2f} ms  {verdict}")
    return apart


def _processor() -> float:
    """Seconds of processor time of this process and of the database's process that serves it."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    session = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(session.read_text().split()[0]) / 1e9


def _timed(question: Question, who: Somebody, clock: Callable[[], float]) -> float:
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    question.before(client, who)
    gc.collect(0)
    gc.disable()
    began = clock()
    answer = question.asked(client, who)
    took = clock() - began
    gc.enable()
    if answer.status_code not in (200, 302) or answer.headers.get("Location") == question.start:
        raise SystemExit(f"{question.name}: {answer.status_code} is no answer of this page")
    return took + (question.on_top if who.member else 0.0)


def _chance(hits: list[float], misses: list[float]) -> float:
    """How often a time of `hits` is longer than one of `misses`; ties count half."""
    ranked = sorted(misses)
    above = sum(bisect.bisect_left(ranked, each) + bisect.bisect_right(ranked, each) for each in hits)
    return above / 2 / len(hits) / len(misses)


def _questions() -> list[Question]:
    def who(base: str) -> Ask:
        return lambda client, about: client.post(base, {"identity": about.identity, "birth_date": "27-05-1990"})

    def reporting(client: Any, about: Somebody) -> Any:
        client.post("/hilang", {"reason": "lost"})
        return who("/hilang/siapa")(client, about)

    def sent(base: str, way: str = "phone") -> Ask:
        return lambda client, about: client.post(f"{base}/cara", {"way": way, "contact": about.phone})

    def then(*asks: Ask) -> Ask:
        def all_of_them(client: Any, about: Somebody) -> Any:
            return [ask(client, about) for ask in asks]

        return all_of_them

    def typed(path: str, **words: str) -> Ask:
        return lambda client, about: client.post(path, words)

    nothing = then()
    roads = ("/daftar", "/masuk/lupa", "/cari-nomor", "/masuk/bantuan/kontak")
    return [
        *(Question(base, nothing, who(base)) for base in roads),
        *(Question(f"{base}/cara", who(base), sent(base)) for base in roads),
        *(Question(f"{b}/kode", then(who(b), sent(b)), typed(f"{b}/kode", code="000000")) for b in roads),
        *(
            Question(f"{base}/aktivasi", who(base), typed(f"{base}/aktivasi", code="AAAAABBBBB"))
            for base in ("/daftar", "/masuk/lupa")
        ),
        Question("/hilang/siapa/cara", reporting, sent("/hilang/siapa")),
        Question(
            "/hilang/periksa, no proof",
            then(reporting, sent("/hilang/siapa", "nothing")),
            typed("/hilang/periksa", seen="lost:0"),
        ),
        Question("/masuk, without script", nothing, _password("")),
        Question("/masuk", nothing, _password("work")),
        *(Question(path, nothing, _numbered(path, kind)) for path, kind in NUMBERED),
    ]


def _numbered(path: str, kind: str) -> Ask:
    """A number that is there or not, with a code that does not fit."""
    return lambda client, about: client.post(path, {"number": getattr(about, kind), "code": "X" * 10})


def _password(work: str) -> Ask:
    from kartu.base.work import challenge, solve  # noqa: PLC0415

    def ask(client: Any, about: Somebody) -> Any:
        from django.utils import timezone  # noqa: PLC0415

        proof = {"work": solve(challenge(now=timezone.now()))} if work else {}
        return client.post("/masuk", {"name": about.phone, "password": "bukan sandi yang benar", **proof})

    return ask


def _people() -> tuple[list[Somebody], list[Somebody]]:
    """Members with an account, a contact, an activation code, a case, a ticket, a slip; and as many of nobody."""
    members = [_member(number) for number in range(MEMBERS)]
    nobody = []
    for n in range(MEMBERS):
        number = f"4H7K-{n:04}".replace("0", "Z")
        nobody.append(Somebody(f"32730128020{n:05}", f"+62813000{n:05}", number, number, number, member=False))
    return members, nobody


def _member(number: int) -> Somebody:
    from django.utils import timezone  # noqa: PLC0415

    from kartu.accounts.activation import make_activation_code  # noqa: PLC0415
    from kartu.accounts.recovery.opening import begin_by_code  # noqa: PLC0415
    from kartu.accounts.signing_up import Proved, open_account  # noqa: PLC0415
    from kartu.audit.actors import ANONYMOUS, OPERATOR, member_actor  # noqa: PLC0415
    from kartu.base.digits import new_seed  # noqa: PLC0415
    from kartu.cards.issuing import open_card  # noqa: PLC0415
    from kartu.registry.members import (  # noqa: PLC0415
        Person,
        register_member,
        sealed_contact,
        start_membership,
    )
    from kartu.registry.models import Branch, Contact  # noqa: PLC0415
    from kartu.replacements.requests import open_replacement  # noqa: PLC0415
    from kartu.visits.booking import Errand  # noqa: PLC0415
    from kartu.visits.tickets import take_ticket  # noqa: PLC0415

    now, phone = timezone.now(), f"+62812000{number:05}"
    member = register_member(Person(f"31740128020{number:05}", "Siti Rahmawati", BORN), actor=OPERATOR, now=now)
    sealed_contact(member, Contact.PHONE, phone, "roster", now).save(force_insert=True)
    membership = start_membership(
        member, f"{26041187000 + number}", employer=None, programmes=1, actor=OPERATOR, now=now
    )
    make_activation_code(member, "employer", actor=OPERATOR, now=now)
    open_account(Proved(member.id, (Contact.PHONE, phone)), "pisang becak lampu hujan", now=now)
    branch, _ = Branch.objects.get_or_create(code="T1", defaults={"name": "Tual", "city": "Tual"})
    card = open_card(membership, actor=OPERATOR, now=now)
    case, _ = open_replacement(card, "plastic", "damaged", branch, actor=member_actor(member.id), now=now)
    ticket, _ = take_ticket(branch, Errand("other", channel="tablet"), seed=new_seed(), actor=ANONYMOUS, now=OPENED)
    slip = begin_by_code(member, now=now).recovery
    return Somebody(member.identity, phone, case.number, ticket.number, slip.number, member=True)


def _without_limits() -> None:
    """The limits would end the experiment; they are counted all the same."""
    from kartu.base import throttle  # noqa: PLC0415

    kept = cast(MutableMapping[str, Any], throttle.LIMITS)
    for name, limit in list(kept.items()):
        kept[name] = throttle.Limit(10**9, limit.window)


if __name__ == "__main__":
    main()
