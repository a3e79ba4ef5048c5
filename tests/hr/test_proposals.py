"""`/profil/usulan` and `/meja/perusahaan`: the member answers, or a supervisor; and rosters held by the fund."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import Actor
from kartu.audit.models import Event
from kartu.employers import states
from kartu.employers.models import Proposal, Upload
from kartu.employers.policy import FREE_STRANGERS
from kartu.registry.lookups import member_by_identity
from kartu.registry.models import Branch, Member, Membership
from tests.employers.uploads import Company
from tests.pages.client import PageClient
from tests.pages.members import sign_in
from tests.pages.officers import sign_in_officer
from tests.registry.rosters import entry

pytestmark = pytest.mark.django_db


def _asked(mine: Company, theirs: Company) -> Proposal:
    theirs.has([entry(1)])
    mine.has([entry(1)])
    return Proposal.objects.get()


def _member(number: int) -> Member:
    found = member_by_identity(Member.KTP, entry(number).nik)
    assert found is not None
    return found


def _staff(client: PageClient, kind: str) -> None:
    branch, _ = Branch.objects.get_or_create(code="AMB", defaults={"name": "Cabang Ambon", "city": "Ambon"})
    sign_in_officer(client, Actor("staff", appoint(kind, branch=branch, now=timezone.now() - timedelta(hours=1)).id))


def test_a_member_reads_and_says_yes(pages: PageClient, mine: Company, theirs: Company) -> None:
    proposal = _asked(mine, theirs)
    sign_in(pages, proposal.member)

    indonesian, _ = pages.both("/profil/usulan")
    assert "PT Milik Sendiri" in indonesian.content.decode()
    for _ in range(2):
        pages.post(f"/profil/usulan/{proposal.id}/ya")

    assert Membership.objects.get().employer == mine.employer
    assert "Tidak ada usulan" in pages.get("/profil/usulan?jawab=ya").content.decode()


def test_a_member_says_no_and_nothing_changes(pages: PageClient, mine: Company, theirs: Company) -> None:
    proposal = _asked(mine, theirs)
    sign_in(pages, proposal.member)

    assert pages.post(f"/profil/usulan/{proposal.id}/tidak").headers["Location"] == "/profil/usulan?jawab=tidak"

    assert Membership.objects.get().employer == theirs.employer
    pages.both("/profil/usulan?jawab=tidak")


def test_a_yes_asks_again_who_is_there(pages: PageClient, mine: Company, theirs: Company) -> None:
    proposal = _asked(mine, theirs)
    sign_in(pages, proposal.member, proved_at=timezone.now() - timedelta(hours=1))

    pages.post(f"/profil/usulan/{proposal.id}/ya")

    proposal.refresh_from_db()
    assert proposal.status == states.OPEN


def test_a_contact_is_shown_and_added_by_the_member_alone(pages: PageClient, mine: Company) -> None:
    mine.has([entry(1, email="budi@contoh.id")])
    mine.has([entry(1, email="baru@contoh.id")])
    proposal = Proposal.objects.get()
    sign_in(pages, proposal.member)

    assert "baru@contoh.id" in pages.get("/profil/usulan").content.decode()
    assert pages.post(f"/profil/usulan/{proposal.id}/ya").headers["Location"] == "/profil/usulan?jawab=kontak"
    pages.both("/profil/usulan?jawab=kontak")


def test_a_proposal_about_somebody_else_is_not_there(pages: PageClient, mine: Company, theirs: Company) -> None:
    proposal = _asked(mine, theirs)
    theirs.has([entry(1), entry(2)])
    sign_in(pages, _member(2))

    assert "PT Milik" not in pages.get("/profil/usulan").content.decode()
    for answer in ("ya", "tidak"):
        assert pages.post(f"/profil/usulan/{proposal.id}/{answer}").status_code == 404
    assert pages.get("/profil/usulan").status_code == 200


def test_a_supervisor_answers_for_the_fund_and_an_officer_only_looks(
    pages: PageClient, mine: Company, theirs: Company
) -> None:
    proposal = _asked(mine, theirs)
    page = f"/meja/perusahaan/usulan/{proposal.id}"
    _staff(pages, Role.Kind.OFFICER)
    pages.both("/meja/perusahaan")
    assert Event.objects.filter(action="member-read").count() == 0
    assert "Setujui" not in pages.get(page).content.decode()
    assert Event.objects.filter(action="member-read", member_id=proposal.member_id).count() == 1
    assert pages.post(f"{page}/ya").status_code == 403
    assert pages.post(f"{page}/tidak").status_code == 403
    _staff(pages, Role.Kind.SUPERVISOR)

    pages.both(page)
    pages.post(f"{page}/ya")

    assert Membership.objects.get().employer == mine.employer
    assert pages.get(page).status_code == 404


def test_a_held_roster_waits_for_a_supervisor(office: PageClient, mine: Company) -> None:
    upload = mine.sends(entry(number) for number in range(FREE_STRANGERS + 1))
    indonesian, _ = office.both(f"/perusahaan/daftar-pekerja/{upload.id}")
    assert "Petugas lembaga memeriksanya" in indonesian.content.decode()
    assert office.post(f"/perusahaan/daftar-pekerja/{upload.id}/setuju").status_code == 302
    desk, page = PageClient(), f"/meja/perusahaan/daftar/{upload.id}"
    _staff(desk, Role.Kind.OFFICER)
    desk.both("/meja/perusahaan")
    desk.both(page)
    assert desk.post(f"{page}/izinkan").status_code == 403
    _staff(desk, Role.Kind.SUPERVISOR)
    desk.both(page)

    desk.post(f"{page}/izinkan")

    assert Upload.objects.get().status == states.READY
    assert desk.get(page).status_code == 404
    assert Membership.objects.count() == 0


def test_a_held_roster_the_fund_refuses_changes_nobody_and_says_so(office: PageClient, mine: Company) -> None:
    upload = mine.sends(entry(number) for number in range(FREE_STRANGERS + 1))
    desk = PageClient()
    _staff(desk, Role.Kind.SUPERVISOR)

    desk.post(f"/meja/perusahaan/daftar/{upload.id}/tolak")

    indonesian, _ = office.both(f"/perusahaan/daftar-pekerja/{upload.id}")
    assert "Lembaga menolak daftar ini" in indonesian.content.decode()
    assert Upload.objects.get().lines.count() == 0


def test_nobody_but_officers_opens_these_pages_of_the_desk(office: PageClient, pages: PageClient) -> None:
    for address in ("", "/daftar/1", "/usulan/1"):
        assert office.get(f"/meja/perusahaan{address}").status_code == 403
        assert PageClient().get(f"/meja/perusahaan{address}").status_code == 302
