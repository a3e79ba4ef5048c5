"""Apache httpd with mod_auth_openidc, as Debian ships it: the set-up of docs/signon.md, walked in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template
from tempfile import mkdtemp

import pytest
import requests
from allauth.idp.oidc.models import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from kartu.accounts.signon.models import SignOn
from kartu.accounts.signon.sites import NewSite, register_site
from kartu.audit.actors import OPERATOR
from tests.browser.conftest import ROOT, Site
from tests.browser.relying import allow, somebody, walk_in

pytestmark = pytest.mark.slow
APACHE, MODULES = Path("/usr/sbin/apache2"), Path("/usr/lib/apache2/modules")
MISSING = (
    "no Apache httpd with mod_auth_openidc on this machine: `sh tools/apache.sh` installs it where that is allowed"
)
NEEDED = ("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "include", "auth_openidc")
SERVER = Template("""
ServerRoot $folder
ServerName localhost
PidFile $folder/apache.pid
Listen 127.0.0.1:$port
User www-data
Group www-data
DocumentRoot $folder/pages
TypesConfig /etc/mime.types
AddOutputFilter INCLUDES .html
StartServers 1
ErrorLog $folder/errors.log
<Directory $folder/pages>
  Options +Includes
  Require all granted
</Directory>
""")
# What the member's page at the site says: all that mod_auth_openidc hands to it.
INSIDE = "".join(f'<p id="{name}"><!--#echo var="{name}" --></p>' for name in (
    *("OIDC_CLAIM_name", "OIDC_CLAIM_sub", "OIDC_CLAIM_member_status", "OIDC_access_token", "OIDC_refresh_token"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Httpd:
    """A running Apache: its address, and what the fund knows it as."""

    base: str
    client: Client
    secret: str


@pytest.fixture
def httpd(site: Site) -> Iterator[Httpd]:
    if not APACHE.exists() or not (MODULES / "mod_auth_openidc.so").exists():
        pytest.skip(MISSING)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://localhost:{port}"
    new = NewSite("Situs Pelatihan", [f"{base}/anggota/kembali"], after_sign_out=[f"{base}/dadah.html"])
    client, secret = register_site(new, actor=OPERATOR, now=timezone.now())
    folder = Path(mkdtemp(prefix="kartu-apache-"))
    folder.chmod(0o755)  # its children run as another user
    _write(folder, port, _documented(site.base, base, client.id, secret))
    command = [str(APACHE), "-d", str(folder), "-f", str(folder / "httpd.conf"), "-D", "FOREGROUND"]
    with subprocess.Popen(command, env={**os.environ, "LC_ALL": "C"}) as server:
        try:
            _wait_for(f"{base}/dadah.html", server, folder)
            yield Httpd(base, client, secret)
        finally:
            server.terminate()
            server.wait(20)
            shutil.rmtree(folder)


def _documented(issuer: str, base: str, client_id: str, secret: str) -> str:
    """The module's set-up as docs/signon.md has it, with this run's values."""
    page = (ROOT / "docs" / "signon.md").read_text()
    found = re.search(r"```apache\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return (
        found[1]
        .replace("https://kartu.contoh.id", issuer)
        .replace("https://pelatihan.contoh.id", base)
        .replace("CLIENT_ID", client_id)
        .replace("CLIENT_SECRET", secret)
        .replace("A_LONG_RANDOM_TEXT", "einmal-zufall-0123456789")
    )


def _write(folder: Path, port: int, documented: str) -> None:
    pages = folder / "pages"
    (pages / "anggota").mkdir(parents=True)
    (pages / "anggota" / "index.html").write_text(f"<!doctype html><title>Anggota</title>{INSIDE}")
    (pages / "dadah.html").write_text("<!doctype html><title>Dadah</title><h1>Dadah</h1>")
    present = [name for name in NEEDED if (MODULES / f"mod_{name}.so").exists()]
    loads = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in present)
    shown = "OIDCPassRefreshToken On\n"  # so that the test can see what a site otherwise keeps to itself
    (folder / "httpd.conf").write_text(
        loads + SERVER.substitute(folder=folder, port=port) + documented + shown, encoding="utf-8"
    )


def _wait_for(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            requests.get(address, timeout=30)
            return
        except requests.ConnectionError:
            try:
                server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    log = folder / "errors.log"
    pytest.fail(f"Apache did not answer: {log.read_text() if log.exists() else ''}")


def _told(page: Page, name: str) -> str:
    return page.locator(f"#{name}").inner_text()


def _renewed(site: Site, httpd: Httpd, token: str) -> requests.Response:
    sent = {"grant_type": "refresh_token", "refresh_token": token}
    return requests.post(f"{site.base}/oidc/token", data=sent, auth=(httpd.client.id, httpd.secret), timeout=30)


def test_an_apache_site_signs_on_renews_loses_a_stolen_family_and_signs_out(
    desktop: BrowserContext, site: Site, httpd: Httpd
) -> None:
    member, page = somebody(), desktop.new_page()

    page.goto(f"{httpd.base}/anggota/")
    walk_in(page)
    allow(page)
    page.wait_for_url(f"{httpd.base}/anggota/")
    assert (_told(page, "OIDC_CLAIM_name"), _told(page, "OIDC_CLAIM_member_status")) == (member.name, "none")
    first = _told(page, "OIDC_refresh_token")

    # The documented set-up renews a minute before the end; the end is near when the module believes so.
    access = _told(page, "OIDC_access_token")
    page.goto(f"{httpd.base}/anggota/kembali?refresh={httpd.base}/anggota/&access_token={access}")
    page.wait_for_url(f"{httpd.base}/anggota/**")
    second = _told(page, "OIDC_refresh_token")
    assert second not in ("", first)
    assert _told(page, "OIDC_access_token") != access

    # Somebody else shows the first token: the family ends, and the site cannot renew any more.
    stolen = _renewed(site, httpd, first)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    access = _told(page, "OIDC_access_token")
    page.goto(f"{httpd.base}/anggota/kembali?refresh={httpd.base}/anggota/&access_token={access}")
    assert "error_code=refresh_failed" in page.url
    assert SignOn.objects.get().ended_why == "reuse"

    # Out at the site is out here, and the site asks for a sign-in again.
    page.goto(f"{httpd.base}/anggota/kembali?logout={httpd.base}/dadah.html")
    page.wait_for_url(f"{httpd.base}/dadah.html")
    page.goto(f"{httpd.base}/anggota/")
    page.wait_for_url("**/masuk?*")
