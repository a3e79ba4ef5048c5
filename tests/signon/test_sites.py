"""Registering sites: the verbs, and `kartu oidc-client`."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from allauth.idp.oidc.models import Client
from django.core.management import call_command
from django.utils import timezone

from kartu.accounts.signon.consents import allow
from kartu.accounts.signon.models import SiteConsent
from kartu.accounts.signon.sites import BadAddress, BadSite, NewSite, NoSuchSite, has_secret, register_site, sector_of
from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from tests.pages.members import account_of, new_member
from tests.signon.builders import BACK, a_site

pytestmark = pytest.mark.django_db


def _said(*arguments: str) -> Any:
    out = StringIO()
    call_command("oidc_client", *arguments, stdout=out)
    return json.loads(out.getvalue()) if "--json" in arguments else out.getvalue()


def test_a_site_is_added_listed_given_a_new_secret_and_removed() -> None:
    added = _said("add", "--name", "Situs Pelatihan", "--redirect-uri", BACK, "--json")
    site = Client.objects.get(id=added["client_id"])
    rotated = _said("rotate-secret", site.id, "--json")
    site.refresh_from_db()
    allow(account_of(new_member()[0]), site, ["openid"], now=timezone.now())

    listed = _said("list", "--json")
    assert {**listed[0], "client_secret": added["client_secret"]} == added
    assert "client_secret" not in listed[0]
    assert [has_secret(site, each["client_secret"]) for each in (added, rotated)] == [False, True]
    assert _said("remove", site.id, "--json") == {"client_id": site.id, "removed": True}
    assert "Belum ada situs" in _said("list")
    assert not SiteConsent.objects.exists()
    assert list(Event.objects.filter(subject="site").order_by("id").values_list("action", flat=True)) == [
        *(Action.SITE_REGISTERED, Action.SITE_SECRET_RENEWED, Action.SITE_REMOVED)
    ]


def test_words_for_people_show_the_secret_once_and_say_so() -> None:
    words = _said("add", "--name", "Situs", "--redirect-uri", BACK)

    assert "client_secret" in words
    assert "Simpan rahasianya sekarang" in words
    assert "client_secret" not in _said("list")


def test_a_public_site_has_no_secret() -> None:
    added = _said("add", "--name", "Aplikasi", "--redirect-uri", "id.contoh.aplikasi:/kembali", "--public", "--json")

    assert "client_secret" not in added
    assert Client.objects.get().secret == ""
    with pytest.raises(NoSuchSite):
        _said("rotate-secret", added["client_id"])


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "situs",
            "http://situs.contoh.id/",
            "https://*.contoh.id/",
            "https://a@contoh.id/",
            f"{BACK}#x",
            "https:///x",
        ),
        *("ftp://contoh.id/", "javascript:alert(1)", "https://contoh.id/a b", "https://contoh.id/\0", "https://[::1"),
        *("id.contoh.aplikasi:/kembali", "data:text/html,x", "https://contoh.id/" + "a" * 500),
    ],
    ids=lambda value: value[:40],
)
def test_an_address_nobody_should_be_sent_to_is_not_registered(address: str) -> None:
    for new in (NewSite("Situs", [address]), NewSite("Situs", [BACK], after_sign_out=[address])):
        with pytest.raises((BadAddress, BadSite)):
            register_site(new, actor=OPERATOR, now=timezone.now())
    assert not Client.objects.exists()


@pytest.mark.parametrize(
    "address", ["http://localhost:9000/cb", "http://127.0.0.1/cb", "http://[::1]:1/", BACK + "?a=b"]
)
def test_loopback_and_addresses_with_a_query_are_fine(address: str) -> None:
    assert register_site(NewSite("Situs", [address]), actor=OPERATOR, now=timezone.now())[0].get_redirect_uris() == [
        address
    ]


@pytest.mark.parametrize("name", ["", "  ", "n" * 61, "a\0b", "a\u202eb"])
def test_a_name_nobody_can_read_is_refused(name: str) -> None:
    with pytest.raises(BadSite):
        register_site(NewSite(name, [BACK]), actor=OPERATOR, now=timezone.now())


def test_sites_at_one_host_are_one_sector_and_sites_at_several_are_one_each() -> None:
    several = a_site("A", return_to=[BACK, "https://lain.contoh.id/"]).client

    assert sector_of(a_site("B").client) == "situs.contoh.id"
    assert sector_of(several) == several.id
    assert sector_of(a_site("C", sector="pelatihan").client) == "pelatihan"
