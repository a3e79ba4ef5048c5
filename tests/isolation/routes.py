"""How every address of the employers' doors names things: what is not in these tables fails the matrix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from kartu.hr.urls import urlpatterns
from tests.employers.acting import photo
from tests.isolation.world import World

Form = Callable[[World], dict[str, Any]]


def _photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.jpg", photo(), "image/jpeg")


# By name of the address: what its parameter names (a kind of World.named), and what a right form would hold.
# A kind of two words is the same kind in the state the act needs.
NAMED: dict[str, tuple[str, Form]] = {
    "hr-roster": ("upload", lambda _: {}),
    "hr-roster-confirm": ("upload", lambda _: {}),
    "hr-roster-cancel": ("upload", lambda _: {}),
    "hr-roster-undo": ("done upload", lambda _: {}),
    "hr-roster-refused": ("upload", lambda _: {}),
    "hr-roster-lines": ("upload", lambda _: {}),
    "hr-all-left": ("upload", lambda _: {"last_day": timezone.localdate().isoformat()}),
    "hr-worker": ("worker", lambda _: {}),
    "hr-still-works": ("worker", lambda _: {}),
    "hr-leaves": ("worker", lambda _: {"last_day": timezone.localdate().isoformat()}),
    "hr-take-back": ("leaving", lambda _: {}),
    "hr-person": ("person", lambda _: {"grade": "reader"}),
    "hr-end": ("person", lambda _: {}),
    "hr-new-link": ("person", lambda _: {}),
    "hr-revoke-key": ("key", lambda _: {}),
    "hr-deliveries": ("webhook", lambda _: {}),
    "hr-acts": ("worker", lambda _: {}),
    "hr-ask-consent": ("worker", lambda _: {"purpose": "employer_downloads"}),
    "hr-report-lost": ("worker", lambda _: {"reason": "lost", "word": "on"}),
    "hr-new-card": (
        "worker",
        lambda world: {"reason": "damaged", "branch": world.company.branch.code, "delivery": "employer"},
    ),
    "hr-vouch": ("worker", lambda _: {"checked": ["identity_card"], "stated": "on"}),
    "hr-case": ("case", lambda _: {}),
    "hr-case-paper": ("waiting case", lambda _: {"file": _photo("ktp")}),
    "hr-case-resubmit": ("waiting case", lambda _: {}),
    "hr-case-cancel": ("waiting case", lambda _: {}),
    "hr-batch": ("batch", lambda _: {}),
    "hr-batch-start": ("batch", lambda _: {}),
    "hr-batch-cancel": ("batch", lambda _: {}),
    "hr-download": ("download", lambda _: {}),
    "hr-download-answer": ("asked download", lambda _: {"jawab": "ya"}),
    "hr-download-file": ("download", lambda _: {}),
    "hr-box-list": ("box", lambda _: {}),
    "hr-consent-paper": ("paper", lambda _: {}),
    "hr-box-receive": ("box", lambda _: {}),
}
# Parameters beside the one that names something.
FILLED = {"kind": "new", "ending": "csv", "paper": "identity", "page": "1"}

# Addresses without a parameter whose form or query names something: the kind, and the form with it.
Named = Callable[[World, str], dict[str, Any]]
IN_A_FORM: dict[str, tuple[str, str, Named]] = {
    "hr-unit": ("POST", "unit", lambda _, unit: {"unit": unit}),
    "hr-worker-search": ("POST", "number", lambda _, number: {"what": number}),
    "hr-pick": ("POST", "worker", lambda _, worker: {"pekerja": worker, "untuk": "tambah"}),
    "hr-list": ("POST", "number", lambda _, number: {"numbers": number, "purpose": "works"}),
    "hr-slips": ("GET", "worker", lambda _, worker: {"pekerja": worker}),
    "hr-slips-pdf": ("POST", "worker", lambda _, worker: {"pekerja": worker}),
    "hr-invite-workers": ("POST", "worker", lambda _, worker: {"pekerja": worker}),
    "hr-hand-over": (
        "POST",
        "case",
        lambda world, case: {"case": case, "code": world.code, "checked": ["identity_card"]},
    ),
    "hr-batch-new": (
        "POST",
        "number",
        lambda world, number: {
            "numbers": number,
            "reason": "lost",
            "letter_number": "B/77",
            "station": "Dinas Pemadam",
            "letter_date": timezone.localdate().isoformat(),
            "paper": _photo("surat"),
            "branch": world.company.branch.code,
        },
    ),
    "hr-download-new": (
        "POST",
        "number",
        lambda _, number: {
            "numbers": number,
            "reason": "clinic",
            "form": "zip",
            "pattern": "{number}",
            "minta": "1",
        },
    ),
}
# Addresses that name nothing anybody owns.
NAMES_NOTHING = {
    "hr",
    "hr-rosters",  # a roster names people by what it says of them: tests/employers/test_poisoned.py
    "hr-roster-template",
    "hr-workers",
    "hr-left",
    "hr-people",
    "hr-invite",
    "hr-keys",
    "hr-news",  # one's own address
    "hr-news-code",  # as above; the code's number is in the session
    "hr-new-key",
    "hr-cases",
    "hr-batches",
    "hr-downloads",
    "hr-boxes",
    "hr-sign-in",
    "hr-own",
    "hr-sign-out",
    "hr-first-entry",  # its parameter is itself the secret: tests/pages/test_staff_entrance.py
}

# The API's parts of addresses, and what is named in bodies and queries.
API_PARTS = {"number": "number", "roster": "upload", "case": "case", "webhook": "webhook", "attestation": "leaving"}
API_STATES = {"undo-roster": "done upload"}
API_BODIES: dict[str, tuple[str, Named]] = {
    "send-roster": (
        "npp",
        lambda _, npp: {
            "employer": npp,
            "rows": [
                {"nik": "3174012802017777", "number": "26041187777", "name": "Budi Awan", "birth_date": "1990-12-31"}
            ],
        },
    ),
    "attest": ("number", lambda _, number: {"said": "works"}),
    "report": ("number", lambda _, number: {"number": number, "reason": "lost"}),
    "request": (
        "number",
        lambda world, number: {"number": number, "reason": "damaged", "branch": world.company.branch.code},
    ),
    "add-webhook": (
        "npp",
        lambda _, npp: {"employer": npp, "address": "https://hooks.example.com/b", "kinds": ["card.blocked"]},
    ),
}
API_QUERIES = {"workers": ("npp", "employer")}
API_NAMES_NOTHING = {"key", "branches", "rosters", "requests", "webhooks"}

# What nobody has, by kind: all of it answers the same.
MADE_UP: dict[str, tuple[str, ...]] = {
    "number": ("26999999999", "0"),
    "npp": ("XX999999",),
    **dict.fromkeys(
        ("batch", "asked download", "download", "box", "case", "waiting case"), ("4H7K-29RX", "x", "a%00b")
    ),
}
NO_ROW = ("999999999", "0", "9223372036854775808", "1" + "0" * 30)


def made_up(kind: str) -> tuple[str, ...]:
    return MADE_UP.get(kind, NO_ROW)


def hr_routes() -> Iterator[tuple[str, str]]:
    """Name and address of every route of the door, those of its entrance among them."""
    yield from _flat(urlpatterns)


def parameters(route: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def filled(route: str, naming: str) -> str:
    """The address with its parameters filled in: with `naming`, or as FILLED says."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: FILLED.get(str(part[1]), naming), route)


def _flat(patterns: Iterable[object]) -> Iterator[tuple[str, str]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _flat(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield each.name or "", str(each.pattern)
