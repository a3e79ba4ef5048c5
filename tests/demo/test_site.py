"""The other site of the demonstration: registered once, and tried with a member's account."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from allauth.idp.oidc.models import Client
from django.conf import settings as live
from django.utils import timezone
from pytest_django import Settings

from kartu.demo.site import NAME, demo_site
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.pages.members import new_member, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(pages: PageClient, settings: Settings, tmp_path: Path) -> PageClient:
    settings.ROOT_URLCONF = "tests.demo.urls"
    settings.DATA = tmp_path
    (tmp_path / "demo.json").write_text(json.dumps({"signon": demo_site(now=timezone.now())}))
    return pages


@pytest.fixture
def member(demo: PageClient) -> Member:
    made, _ = new_member()
    sign_in(demo, made)
    return made


def test_it_is_registered_once_and_follows_the_address_of_the_demonstration(
    demo: PageClient, settings: Settings
) -> None:
    first = demo_site(now=timezone.now())
    settings.ADDRESS = "http://localhost:9999"

    second = demo_site(now=timezone.now())

    assert Client.objects.count() == 1
    assert {name: first[name] for name in ("client_id", "client_secret")} == {
        name: second[name] for name in ("client_id", "client_secret")
    }
    assert Client.objects.get().get_redirect_uris()[0] == "http://localhost:9999/demo/situs"
    assert (live.DATA / "demo-site.json").stat().st_mode & 0o077 == 0


def test_a_fund_begun_anew_gets_a_site_that_is_registered_in_it(demo: PageClient) -> None:
    Client.objects.all().delete()

    anew = demo_site(now=timezone.now())

    assert Client.objects.get().id == anew["client_id"]


def test_a_member_signs_on_there_and_out_of_both(demo: PageClient, member: Member) -> None:
    door, _ = demo.both("/demo/situs")
    way = unescape(re.findall(r'href="(/oidc/authorize[^"]+)"', door.content.decode())[0])
    allowed = demo.post(way.replace("/authorize", "/izin"), {"decision": "allow"})
    back = allowed.headers["Refresh"].partition(live.ADDRESS)[2]

    inside = demo.get(back).content.decode()
    again = demo.get(back).content.decode()
    left = demo.get(unescape(re.findall(r'href="(/oidc/logout[^"]+)"', inside)[0]))

    assert NAME in inside
    assert member.memberships.get().number in inside
    assert "Belum masuk" in again
    assert left.headers["Location"] == f"{live.ADDRESS}/demo/situs"
    assert demo.get("/profil").status_code == 302


@pytest.mark.parametrize("query", ["code=x", "code=a%00b", "code=", "error=access_denied", "code=" + "a" * 5000])
def test_a_code_that_is_none_signs_nobody_in(demo: PageClient, query: str) -> None:
    answer = demo.get(f"/demo/situs?{query}")

    assert (answer.status_code, "Belum masuk" in answer.content.decode()) == (200, True)
