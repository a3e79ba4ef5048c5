"""A relying party of another team, in JavaScript (openid-client, certified by the OpenID Foundation), unchanged."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext

from kartu.accounts.signon.models import SignOn
from kartu.accounts.signon.sites import NewSite, register_site
from kartu.audit.actors import OPERATOR
from tests.browser.conftest import ROOT, Site
from tests.browser.relying import a_door, allow, somebody, walk_in

pytestmark = pytest.mark.slow
LIBRARY = ROOT / "node_modules" / "openid-client"
SCRIPT = ROOT / "tests" / "browser" / "parties" / "openid-client.mjs"


def _node() -> str:
    found = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    if found is None or not LIBRARY.is_dir():
        pytest.skip("no node, or openid-client is not installed: `make node` installs both")
    return found


def test_a_javascript_site_signs_on_renews_and_is_refused_a_code_used_before(
    desktop: BrowserContext, site: Site
) -> None:
    node, member, page = _node(), somebody(), desktop.new_page()
    with a_door() as door:
        new = NewSite("Situs Beasiswa", [f"{door}/kembali"])
        client, secret = register_site(new, actor=OPERATOR, now=timezone.now())
        command = [node, str(SCRIPT), site.base, client.id, secret, f"{door}/kembali"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as party:
            assert party.stdin is not None
            page.goto(_said(party)["goto"])
            walk_in(page)
            allow(page)
            page.wait_for_url(f"{door}/kembali?*")
            party.stdin.write(f"{page.url}\n")
            party.stdin.flush()
            told = _said(party)

    assert told == {
        "name": member.name,
        "amr": ["pwd"],
        "renewed": True,
        "replayed": "invalid_grant",
        "after": "invalid_grant",  # the replay ended what the code had given
    }
    assert SignOn.objects.get().ended_why == "replay"


def _said(party: subprocess.Popen[str]) -> Any:
    assert party.stdout is not None
    return json.loads(party.stdout.readline())
