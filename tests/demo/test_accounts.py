"""The page that names everybody a demonstration can be tried as."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from kartu.accounts.models import EntryLink, Role
from kartu.accounts.staff import appoint
from tests.pages.client import PageClient

ACCOUNTS = {
    "member": {"name": "Siti", "login": "siti@contoh.id", "password": "empat kata yang acak", "card_code": "NCF 0  X"},
    "newcomer": {"nik": "3174012802011501", "birth_date": "2001-02-28", "activation_code": "ABCDE23456"},
}


@pytest.fixture
def demo(pages: PageClient, settings: Settings, tmp_path: Path) -> PageClient:
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.DATA = tmp_path
    (tmp_path / "demo.json").write_text(json.dumps({"accounts": ACCOUNTS}))
    return pages


def test_the_page_names_members_and_newcomers_with_what_lets_them_in(demo: PageClient) -> None:
    indonesian, _ = demo.both("/demo")

    page = indonesian.content.decode()
    assert "siti@contoh.id" in page
    assert "empat kata yang acak" in page
    assert "ABCDE23456" in page
    assert "NCF 0  X</textarea>" in page


@pytest.mark.django_db
def test_a_button_of_staff_opens_a_new_link_each_time(demo: PageClient) -> None:
    user = appoint(Role.Kind.OPERATOR, now=timezone.now())

    answers = [demo.post("/demo", {"role": "operator"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] != answers[1]["Location"]
    assert answers[0]["Location"].startswith("/demo/masuk/")
    assert [link.user for link in EntryLink.objects.all()] == [user, user]


@pytest.mark.django_db
def test_a_role_nobody_has_makes_no_link(demo: PageClient) -> None:
    assert demo.post("/demo", {"role": "queen"}).status_code == 200
    assert not EntryLink.objects.exists()
