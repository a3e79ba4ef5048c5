"""What the main pages weigh and what Lighthouse says of them.

Run against a demonstration (`kartu demo`): python -m bench.pages --base http://localhost:8000 --demo-json FILE
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Cookie, sync_playwright

from tests.browser.devices import FLAGS, PHONE, find_chromium

LIGHTHOUSE = "12.8.2"  # the newest that runs on Node.js 20
FOLDER = Path(__file__).parents[1] / "build" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
THROTTLING = {
    "slow-3g": [
        "--throttling-method=simulate",
        "--throttling.rttMs=400",
        "--throttling.throughputKbps=400",
        "--throttling.cpuSlowdownMultiplier=6",
    ],
    "mobile": [],  # Lighthouse's own: a slow 4G and a processor four times slower
}
MEASURES = {"LCP": "largest-contentful-paint", "TTI": "interactive", "TBT": "total-blocking-time"}
FIRST_VIEW = ("Document", "Stylesheet", "Script")
# Who opens which page; "" is a visitor. The address of a request is filled in once its member is signed in.
PAGES = {
    "/": "",
    "/masuk": "",
    "/daftar": "",
    "/hilang": "",
    "/periksa": "",
    "/panduan": "",
    "/kartu": "member_by_phone",
    "/kartu/besar": "member_by_phone",
    "/profil": "member_by_phone",
    "/permohonan/": "member_with_case",
    "/meja": "officer",
}


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes over the wire until `load`: contents by kind of resource, all headers; and how many requests."""

    contents: Counter[str]
    headers: int
    requests: int

    @property
    def first_view(self) -> int:
        return sum(self.contents[kind] for kind in FIRST_VIEW)


def main() -> None:
    """Print one row a page: bytes by kind, requests; then the scores and times of Lighthouse, and what costs points."""
    options = _options()
    chosen = {page: who for page, who in PAGES.items() if page in options.pages}
    with (
        sync_playwright() as running,
        running.chromium.launch(executable_path=find_chromium(), args=FLAGS) as browser,
    ):
        sessions, case = _sign_in(browser, options, set(chosen.values()))
        addresses = {page: options.base + (case if page == "/permohonan/" else page) for page in chosen}
        print(f"{'bytes until load':<16} {'view':>6} {'HTML':>6} {'CSS':>6} {'JS':>6} {'other':>6}  headers requests")
        for page, who in chosen.items():
            _print_weight(page, _weigh(browser, addresses[page], sessions[who]))
    if options.weights_only:
        return
    _install()
    for throttling in options.throttling:
        print(f"\n{'Lighthouse ' + throttling:<20}" + " ".join(f"{each:>14}" for each in (*CATEGORIES, *MEASURES)))
        for page, who in chosen.items():
            asked = (_lighthouse(addresses[page], sessions[who], THROTTLING[throttling]) for _ in range(options.runs))
            by_speed = sorted(asked, key=lambda report: report["categories"]["performance"]["score"] or 0)
            _print_report(page, addresses[page], by_speed[options.runs // 2])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://localhost:8000")
    parser.add_argument("--demo-json", type=Path, required=True, help="the accounts of the demonstration at --base")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES), metavar="PAGE")
    parser.add_argument("--throttling", nargs="+", choices=THROTTLING, default=["slow-3g"])
    parser.add_argument("--runs", type=int, default=1, help="of Lighthouse; the one of median performance is shown")
    parser.add_argument("--weights-only", action="store_true", help="no Lighthouse")
    return parser.parse_args()


def _sign_in(browser: Browser, options: argparse.Namespace, who: set[str]) -> tuple[dict[str, list[Cookie]], str]:
    """The cookies of everybody wanted, and the path of a request of the member who has one."""
    accounts = json.loads(options.demo_json.read_text(encoding="utf-8"))["accounts"]
    sessions: dict[str, list[Cookie]] = {"": []}
    case = ""
    for name in sorted(who - {""}):
        with browser.new_context(base_url=options.base, **PHONE) as context:
            if name == "officer":
                _enter_desk(context)
            else:
                _enter(context, accounts[name]["login"], accounts[name]["password"])
            sessions[name] = context.cookies()
            if name == "member_with_case":
                case = _case(context)
    return sessions, case


def _enter(context: BrowserContext, login: str, password: str) -> None:
    page = context.new_page()
    page.goto("/masuk")
    page.locator("[name=name]").fill(login)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation(url=re.compile("/kartu")):  # after the proof of work
        page.locator("form button:not([type=button])").click()


def _enter_desk(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/demo")
    page.locator("button[name=role][value=officer]").click()
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(re.compile("/meja$"))


def _case(context: BrowserContext) -> str:
    """The path of the first request of whoever is signed in."""
    page = context.new_page()
    page.goto("/permohonan")
    paths = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    return next(path for path in paths if re.fullmatch(r"/permohonan/[0-9A-Z]{4}-[0-9A-Z]{4}", path))


def _weigh(browser: Browser, address: str, cookies: Sequence[Cookie]) -> Weight:
    """Open it once with an empty cache."""
    kinds: dict[str, str] = {}
    headers: dict[str, int] = {}
    whole: dict[str, int] = {}
    with browser.new_context(**PHONE) as context:
        context.add_cookies([{**each} for each in cookies])  # type: ignore[typeddict-item]  # as it gave them
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", lambda sent: kinds.update({sent["requestId"]: sent.get("type", "")}))
        network.on(
            "Network.responseReceived", lambda got: headers.update({got["requestId"]: _received(got["response"])})
        )
        network.on("Network.loadingFinished", lambda done: whole.update({done["requestId"]: _received(done)}))
        network.send("Network.enable")
        page.goto(address, wait_until="load")
        assert page.url == address, f"{address} led to {page.url}"
        contents: Counter[str] = Counter()
        for each, size in whole.items():
            contents[kinds[each] if kinds[each] in FIRST_VIEW else "other"] += size - headers[each]
        return Weight(contents, sum(headers[each] for each in whole), len(kinds))


def _received(event: dict[str, Any]) -> int:
    return int(event["encodedDataLength"])


def _print_weight(page: str, weight: Weight) -> None:
    parts = " ".join(f"{weight.contents[kind]:6}" for kind in (*FIRST_VIEW, "other"))
    print(f"{page:<16} {weight.first_view:6} {parts} {weight.headers:8} {weight.requests:8}", flush=True)


def _install() -> None:
    """Lighthouse in the pinned version, unless it is there."""
    kept = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if kept.exists() and json.loads(kept.read_text())["version"] == LIGHTHOUSE:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]
    subprocess.run([*command, f"lighthouse@{LIGHTHOUSE}"], check=True, cwd=FOLDER)


def _lighthouse(address: str, cookies: Sequence[Cookie], throttling: Sequence[str]) -> dict[str, Any]:
    """Its report, in a browser of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as headers:  # a file: processes can be listed
        json.dump({"Cookie": "; ".join(f"{each['name']}={each['value']}" for each in cookies)}, headers)
        headers.flush()
        command = [str(FOLDER / "node_modules" / ".bin" / "lighthouse"), address, "--quiet", "--output=json"]
        command += [f"--only-categories={','.join(CATEGORIES)}", *throttling]
        command += [f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}"]
        if cookies:
            command += [f"--extra-headers={headers.name}"]
        environment = {**os.environ, "CHROME_PATH": find_chromium() or ""}
        done = subprocess.run(command, check=True, capture_output=True, env=environment)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _print_report(page: str, address: str, report: dict[str, Any]) -> None:
    assert report["finalDisplayedUrl"] == address, f"{address} led to {report['finalDisplayedUrl']}"
    scores = [round(100 * (report["categories"][each]["score"] or 0)) for each in CATEGORIES]
    times = [round(report["audits"][audit]["numericValue"]) for audit in MEASURES.values()]
    shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
    figures = [*(str(score) for score in scores), *(f"{time} ms" for time in times)]
    print(f"{page:<20}" + " ".join(f"{each:>14}" for each in figures) + f"  CLS {shift:.3f}", flush=True)
    for category in CATEGORIES[1:]:
        refs = report["categories"][category]["auditRefs"]
        lost = [ref["id"] for ref in refs if ref["weight"] and (report["audits"][ref["id"]]["score"] or 0) < 1]
        missed = [each for each in lost if report["audits"][each]["scoreDisplayMode"] != "notApplicable"]
        if missed:
            print(f"{'':<20} {category}: {', '.join(missed)}", flush=True)


if __name__ == "__main__":
    main()
