"""The pages of the desk and of a branch's queue, each as one request at a seeded fund.

Imported after `django.setup`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.test import Client

from bench.fund import GROWING, Fund
from bench.plans import Reading, listening, readings
from kartu.accounts.models import User
from kartu.audit.actors import staff_actor
from kartu.registry.models import Member, Membership
from kartu.replacements import states
from kartu.replacements.models import Replacement
from tests.pages.officers import sign_in_officer


@dataclass(slots=True)
class Page:
    """One request; `who` is the officer's account, 0 for anybody. `queries` is known once it has been explained."""

    name: str
    path: str
    who: int = 0
    sent: Mapping[str, str] = field(default_factory=dict)
    queries: int = 0


def pages_of(fund: Fund) -> list[Page]:
    """Every page an officer, a supervisor, a visitor or a wall screen asks for all day, at the busiest branch."""
    branch, officer, supervisor = fund.branch, fund.officer, fund.supervisor
    case = (
        Replacement.objects.filter(branch=branch, status=states.SUBMITTED).select_related("member").order_by("-id")[0]
    )
    elsewhere = Replacement.objects.filter(branch=fund.branches[-1]).select_related("member").order_by("-id")[0]
    number = Membership.objects.filter(member=elsewhere.member).order_by("id")[0].number
    search = {"reason": "present"}
    return [
        Page("worklist", "/meja", officer),
        Page("worklist, to collect, page 2", "/meja?antrean=ambil&halaman=2", officer),
        Page("worklist, mine", "/meja?antrean=saya", officer),
        Page("search: case number", "/meja/cari", officer, {"what": case.number}),
        Page("search: NIK, case of the branch", "/meja/cari", officer, {"what": case.member.identity}),
        Page("search: NIK, elsewhere", "/meja/cari", officer, {**search, "what": elsewhere.member.identity}),
        Page("search: membership number", "/meja/cari", officer, {**search, "what": number}),
        Page("search: name and birth date", "/meja/cari", officer, {**search, **_named(elsewhere.member)}),
        Page("search: nobody", "/meja/cari", officer, {**search, "what": "3174012802019999"}),
        Page("case", f"/meja/permohonan/{case.number}", officer),
        Page("flagged reports", "/meja/laporan", officer),
        Page("supervisor", "/meja/penyelia", supervisor),
        Page("figures", "/meja/angka", supervisor),
        Page("figures of the whole fund", "/meja/angka?tempat=semua", supervisor),
        Page("cards to print", "/meja/cetak", officer),
        Page("counter", "/meja/antrean", officer),
        Page("counter's last state", "/meja/antrean/keadaan", officer),
        Page("closing the day", "/meja/antrean/tutup", officer),
        Page("waiting times, 90 days", "/meja/antrean/laporan?hari=90", supervisor),
        Page("hours", "/meja/antrean/jam", supervisor),
        Page("board", f"/papan/{branch.code}"),
        Page("a branch's queue", f"/antrean/{branch.code}"),
        Page("booking: which day", f"/kunjungan/baru?layanan=lost&kantor={branch.code}"),
    ]


def _named(member: Member) -> dict[str, str]:
    return {"name": member.name, "born": member.birth_date.isoformat() if member.birth_date else ""}


def explained(page: Page, fund: Fund) -> list[Reading]:
    """Ask for the page once in this process; how its statements read the tables that grow."""
    client = Client(SERVER_NAME="localhost")
    if page.who:
        sign_in_officer(client, staff_actor(User.objects.get(pk=page.who).id))
        client.post("/meja/antrean/loket", {"counter": "3"})
    client.get(page.path)  # what is read once a process is read here
    kept: list[tuple[str, object]] = []
    with listening(kept):
        answer = client.post(page.path, page.sent) if page.sent else client.get(page.path)
    if answer.status_code not in (200, 302):
        raise AssertionError(f"{page.name}: {answer.status_code}")
    page.queries = len(kept)
    tables: Sequence[str] = [model._meta.db_table for model in GROWING]
    return readings(kept, tables)
