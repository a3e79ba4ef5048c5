"""Pictures of Kartu: a few small ones for docs/pages.md, and a contact sheet of all that the browser tests took.

The tests in tests/browser look at every page and error state at 360 and 1280 px in both languages and leave a picture
of each in build/pages; this lays them out side by side, and takes the few that are committed from a demonstration.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from kartu.postgres import Cluster
from tests.browser.devices import DESKTOP, FLAGS, PHONE, find_chromium
from tests.demo.running import RunningDemo

ROOT = Path(__file__).parent.parent
ALL, DOCS = ROOT / "build" / "pages", ROOT / "docs" / "pages"
SHOWN = re.compile(r"(?P<name>.+?)(?:-(?P<language>id|en))?-(?P<width>360|1280)\.png")
COLOURS, SMALL, LARGE = 96, 300, 640  # colours of a palette; widths in dots of what is committed


@dataclass(frozen=True, slots=True)
class Shot:
    """One committed picture: whose page, its address, what is done there first, and the words under it."""

    name: str
    who: str  # visitor, member, officer
    path: str
    words: str
    act: str = ""


SHOTS = (
    Shot("depan", "visitor", "/", "Halaman depan · Front page"),
    Shot("hilang", "visitor", "/hilang", "Lapor, satu pertanyaan sehalaman · One question a page"),
    Shot("hilang-galat", "visitor", "/hilang", "Galat di atas dan di isian · Errors above and beside", "send"),
    Shot("daftar", "visitor", "/daftar?bahasa=en", "Buat akun · Create an account"),
    Shot("periksa-sah", "visitor", "/periksa", "Kartu sah · A good card", "valid"),
    Shot("periksa-blokir", "visitor", "/periksa?bahasa=en", "Kartu diblokir · A blocked card", "blocked"),
    Shot("kartu", "member", "/kartu", "Kartu digital · Digital card", "card"),
    Shot("besar", "member", "/kartu", "Ditunjukkan ke petugas · Shown to somebody", "enlarge"),
    Shot("status", "member", "/permohonan", "Sampai di mana · Where it stands", "case"),
    Shot("profil", "member", "/profil?bahasa=en", "Profil · Profile"),
    Shot("polisi", "member", "/surat-polisi", "Lembar untuk polisi · Sheet for the police"),
    Shot("pesan", "visitor", "/demo/pesan", "Pesan keluar di demo · Outgoing messages"),
    Shot("meja", "officer", "/meja", "Meja petugas · An officer's desk"),
    Shot("meja-berkas", "officer", "/meja?antrean=mine&bahasa=en", "Satu permohonan · One request", "row"),
)


def main() -> int:
    """Take the committed pictures, write docs/pages.md and build/pages/index.html."""
    chromium = find_chromium()
    if chromium is None:
        print("pages: no Chromium here; `make browser` tells how to get one", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder, _demo(Path(folder) / "data") as demo, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        _take(browser, demo)
        browser.close()
    _write_docs()
    _write_index()
    print(f"pages: docs/pages.md, {sum(file.stat().st_size for file in DOCS.iterdir()) // 1000} kB; {ALL}/index.html")
    return 0


@contextmanager
def _demo(data: Path) -> Iterator[RunningDemo]:
    demo = RunningDemo(data).start(KARTU_WORK_BITS="10")
    try:
        yield demo
    finally:
        demo.stop()
        Cluster(data).remove()


def _take(browser: Browser, demo: RunningDemo) -> None:
    DOCS.mkdir(parents=True, exist_ok=True)
    contexts = {"visitor": browser.new_context(base_url=demo.base, **PHONE)}
    contexts["member"] = _signed_in(browser.new_context(base_url=demo.base, **PHONE), demo)
    contexts["officer"] = _let_in(browser.new_context(base_url=demo.base, **DESKTOP), demo)
    for shot in SHOTS:
        picture = _shoot(contexts[shot.who], shot, demo)
        _keep(picture, DOCS / f"{shot.name}.png", LARGE if shot.who == "officer" else SMALL)
        if shot.name == "kartu":
            _keep(picture, ROOT / "docs" / "kartu-360.png", 720)


def _signed_in(context: BrowserContext, demo: RunningDemo) -> BrowserContext:
    account = demo.sheet["accounts"]["member_with_case"]
    page = context.new_page()
    page.goto("/masuk")
    page.locator("#id_name").fill(account["login"])
    page.locator("#id_password").fill(account["password"])
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/masuk" not in url)
    page.close()
    return context


def _let_in(context: BrowserContext, demo: RunningDemo) -> BrowserContext:
    page = context.new_page()
    page.goto(demo.sheet["accounts"]["officer"]["link"])
    page.locator("main form button").first.click()
    page.wait_for_url("**/meja")
    page.close()
    return context


def _shoot(context: BrowserContext, shot: Shot, demo: RunningDemo) -> bytes:
    page = context.new_page()
    mark = "&" if "?" in shot.path else "?"
    page.goto(shot.path if "bahasa=" in shot.path else f"{shot.path}{mark}bahasa=id")
    if shot.act == "send":
        page.locator("main form button.btn").first.click()
        page.locator(".errs").wait_for()
    elif shot.act in demo.sheet["codes"]:
        page.locator("[data-other]:not([open]) summary").click()
        page.locator("#id_code").fill(demo.sheet["codes"][shot.act])
        page.locator("[data-form] button").click()
        page.locator("[data-out] [data-answer]").scroll_into_view_if_needed()
    elif shot.act == "enlarge":
        page.get_by_role("link", name="Perbesar kartu").click()
    elif shot.act == "case":
        page.locator("main a[href^='/permohonan/']").first.click()
    elif shot.act == "row":
        page.locator("table.work a.name").first.click()
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    page.close()
    return picture


def _keep(picture: bytes, path: Path, width: int) -> None:
    """Flat art needs no more than a palette."""
    with Image.open(io.BytesIO(picture)) as whole:
        small = whole.convert("RGB")
        if small.width > width:
            small = small.resize((width, round(whole.height * width / whole.width)), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


def _write_docs() -> None:
    cells = [f"![{shot.words}](pages/{shot.name}.png)<br>{shot.words}" for shot in SHOTS]
    phone, desk = cells[:12], cells[12:]
    rows = [f"| {' | '.join(phone[at : at + 3])} |" for at in range(0, len(phone), 3)]
    lines = [
        "# Pages",
        "",
        "A few of them, taken from a demonstration at 360 and 1280 px. `make pages` takes every page and every error",
        "state in both languages and both widths, and lays them out in `build/pages/index.html`.",
        "",
        "| | | |",
        "|---|---|---|",
        *rows,
        "",
        *(f"{cell}\n" for cell in desk),
    ]
    (ROOT / "docs" / "pages.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _write_index() -> None:
    """Every picture the tests have left: a row a page, its languages and widths side by side."""
    pages: dict[str, list[str]] = {}
    for file in sorted(ALL.glob("*.png")):
        found = SHOWN.fullmatch(file.name)
        if found:
            pages.setdefault(found["name"], []).append(file.name)
    sections = [
        f"<h2>{html.escape(name)}</h2><p>"
        + "".join(
            f'<a href="{file}"><img src="{file}" alt="{file}" title="{file}" loading="lazy"></a>' for file in files
        )
        for name, files in pages.items()
    ]
    head = '<!doctype html><meta charset="utf-8"><title>Kartu: all pages</title><style>img{width:240px;margin:4px;'
    head += "vertical-align:top;border:1px solid #ccc}body{font-family:sans-serif}</style><h1>All pages and states</h1>"
    ALL.mkdir(parents=True, exist_ok=True)
    (ALL / "index.html").write_text(head + "\n".join(sections) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
