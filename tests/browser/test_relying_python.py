"""A relying party of another team, in Python (Authlib), unchanged: in, renewed, refused, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]  # ships no types
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]  # ships no types
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import BrowserContext, Page, expect

from kartu.accounts.signon.models import SignOn
from kartu.accounts.signon.sites import NewSite, register_site
from kartu.audit.actors import OPERATOR
from tests.accounts.builders import PASSWORD
from tests.browser.conftest import Site
from tests.browser.relying import a_door, allow, somebody, walk_in

pytestmark = pytest.mark.slow
VERIFIER = "einmal-und-nie-wieder-0123456789-abcdefghijk"


class Party:
    """Authlib as its documentation shows it, with what our discovery page says."""

    def __init__(self, site: Site, door: str, name: str) -> None:
        self.door, self.back = door, f"{door}/kembali"
        new = NewSite(name, [self.back], after_sign_out=[f"{door}/dadah"], sector=name)
        client, secret = register_site(new, actor=OPERATOR, now=timezone.now())
        self.told = requests.get(f"{site.base}/.well-known/openid-configuration", timeout=30).json()
        self.client = OAuth2Session(
            client.id,
            secret,
            scope="openid profile membership_number member_status",
            redirect_uri=self.back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",
        )

    def address(self, **more: str) -> str:
        made: str = self.client.create_authorization_url(
            self.told["authorization_endpoint"], code_verifier=VERIFIER, nonce="n-1", **more
        )[0]
        return made

    def fetch(self, landed: str) -> Any:
        return self.client.fetch_token(
            self.told["token_endpoint"], authorization_response=landed, code_verifier=VERIFIER
        )

    def judged(self, token: str) -> dict[str, Any]:
        """The ID token's claims, checked as a relying party must (OpenID Connect Core 3.1.3.7)."""
        keys = KeySet.import_key_set(requests.get(self.told["jwks_uri"], timeout=30).json())
        claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
        rules = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.told["issuer"]},
            aud={"essential": True, "value": self.client.client_id},
        )
        rules.validate(claims)
        return dict(claims)

    def landed(self, page: Page, **more: str) -> str:
        """Where a question without a page leads."""
        page.goto(self.address(**more))
        page.wait_for_url(f"{self.door}/**")
        return page.url


@pytest.fixture
def parties(site: Site) -> Iterator[Callable[[str], Party]]:
    """`parties("Situs")`: a site called that, its server closed afterwards."""
    with a_door() as door, ExitStack() as open_ones:

        def made(name: str) -> Party:
            party = Party(site, door, name)
            open_ones.enter_context(party.client)
            return party

        yield made


def test_a_python_site_signs_on_renews_is_refused_what_it_must_be_and_signs_out(
    desktop: BrowserContext, parties: Callable[[str], Party], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # loopback
    member, party, page = somebody(), parties("Situs Pelatihan"), desktop.new_page()

    page.goto(party.address())
    walk_in(page)
    expect(page.locator("h1")).to_contain_text("Situs Pelatihan")
    allow(page)
    page.wait_for_url(f"{party.door}/kembali?*")
    landed = page.url
    first = dict(party.fetch(landed))
    known = party.client.get(party.told["userinfo_endpoint"]).json()

    claims = party.judged(first["id_token"])
    assert (claims["nonce"], claims["amr"]) == ("n-1", ["pwd"])
    assert known["sub"] == claims["sub"]
    assert (known["name"], known["member_status"]) == (member.name, "none")

    # Renewed twice; then the first token comes back, and the family is over.
    second = dict(party.client.refresh_token(party.told["token_endpoint"], refresh_token=first["refresh_token"]))
    third = dict(party.client.refresh_token(party.told["token_endpoint"], refresh_token=second["refresh_token"]))
    for stolen in (first, third):
        with pytest.raises(OAuthError, match="invalid_grant"):
            party.client.refresh_token(party.told["token_endpoint"], refresh_token=stolen["refresh_token"])
    assert party.client.get(party.told["userinfo_endpoint"]).status_code == 401

    # The code of before, once more; a challenge that is none; another site that asks silently.
    with pytest.raises(OAuthError, match="invalid_grant"):
        party.fetch(landed)
    address = party.address()
    for plain in (address.replace("=S256", "=plain"), address.replace("&code_challenge_method=S256", "")):
        assert plain != address
        page.goto(plain)
        page.wait_for_url(f"{party.door}/**error=invalid_request**")
    foreign = parties("Situs lain")
    assert "error=consent_required" in foreign.landed(page, prompt="none")

    # A fresh proof, because the site wants one; the consent is remembered.
    page.goto(party.address(prompt="login", max_age="0"))
    page.wait_for_url("**/masuk/ulang?*")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) button.wide").click()
    page.wait_for_url(f"{party.door}/kembali?code=*")
    assert party.judged(dict(party.fetch(page.url))["id_token"])["auth_time"] > claims["auth_time"]

    # Silently for the site that was allowed; and out, with its own token.
    again = dict(party.fetch(party.landed(page, prompt="none")))
    out = {"id_token_hint": again["id_token"], "post_logout_redirect_uri": f"{party.door}/dadah"}
    page.goto(f"{party.told['end_session_endpoint']}?{urlencode(out)}")
    page.wait_for_url(f"{party.door}/dadah")
    assert "error=login_required" in party.landed(page, prompt="none")
    assert sorted(SignOn.objects.values_list("ended_why", flat=True)) == ["reuse", "signed-out", "signed-out"]
