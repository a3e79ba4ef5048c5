"""Whatever a stranger may send is limited, by what it is about, by address and by network, and says when that ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kartu.accounts.devices import Browser, remember_device
from kartu.accounts.flood import MACHINE_PATHS, MACHINES
from kartu.accounts.models import Device
from kartu.base import throttle
from kartu.base.throttle import LIMITS, Limit, TooMany, network_of, take
from kartu.base.work import solve
from tests.accounts.builders import NIK, NOW, PASSWORD, PHONE, a_member, an_account
from tests.pages.client import PageClient
from tests.pages.members import sign_in

pytestmark = pytest.mark.django_db
# Few are enough to see the end.
NEIGHBOURS = 2
ENDS = "Silakan coba lagi setelah pukul"


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of every door, with something in its places, and its name."""
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLPattern):
            filled = re.sub(r"<int:\w+>", "1", route)
            yield "/" + re.sub(r"<\w+:\w+>", "x", filled), part.name or ""
        else:
            yield from _routes(part, route)


ALL = sorted(set(_routes(get_resolver())))
PEOPLE = [
    path for path, name in ALL if name not in MACHINES and not path.startswith(tuple(f"/{p}" for p in MACHINE_PATHS))
]


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make limits small: `limit(post_address=2)`."""

    def small(**tries: int) -> None:
        named = {name.replace("_", "-"): many for name, many in tries.items()}
        kept: Mapping[str, Limit] = {
            name: Limit(named.get(name, each.tries), each.window) for name, each in LIMITS.items()
        }
        monkeypatch.setattr(throttle, "LIMITS", kept)
        monkeypatch.setattr(throttle, "NEIGHBOURS", NEIGHBOURS)

    return small


@pytest.mark.parametrize("path", PEOPLE)
def test_every_address_a_stranger_posts_to_has_an_end_and_tells_when_it_ends(
    client: Client, statics: object, limit: Callable[..., None], path: str
) -> None:
    limit(post_address=1)

    first, second = (client.post(path, headers={"host": "localhost"}) for _ in range(2))

    assert first.status_code < 500
    assert first.status_code != 429
    assert second.status_code == 429
    assert ENDS in second.content.decode()
    assert 0 < int(second.headers["Retry-After"]) <= 15 * 60


def test_machines_have_limits_of_their_own_and_there_are_few_of_them() -> None:
    machines = {name for _, name in ALL if name in MACHINES}

    assert machines == MACHINES
    assert len(PEOPLE) > 100


def test_the_ceiling_is_that_of_strangers_and_not_of_those_who_are_signed_in(
    pages: PageClient, limit: Callable[..., None]
) -> None:
    limit(post_address=1)
    sign_in(pages, a_member())

    assert [pages.post("/surat-polisi").status_code for _ in range(3)] == [200, 200, 200]


def test_a_browser_an_account_knows_is_not_held_up_by_its_neighbours(
    pages: PageClient, limit: Callable[..., None]
) -> None:
    token = remember_device(an_account(a_member()), Browser(""), now=NOW).token
    limit(post_address=1)
    stranger = PageClient()
    assert [stranger.post("/surat-polisi").status_code for _ in range(2)] == [200, 429]

    pages.cookies["perangkat"] = token
    stranger.cookies["perangkat"] = "made-up"

    assert pages.post("/surat-polisi").status_code == 200
    assert stranger.post("/surat-polisi").status_code == 429
    assert Device.objects.count() == 1


def test_a_known_browser_has_an_end_too(pages: PageClient, limit: Callable[..., None]) -> None:
    token = remember_device(an_account(a_member()), Browser(""), now=NOW).token
    limit(post_device=1)
    pages.cookies["perangkat"] = token

    assert [pages.post("/surat-polisi").status_code for _ in range(2)] == [200, 429]


# What is asked, and the limit that ends it; each is asked from the same place, about ever other people.
WHO = {"identity": NIK, "birth_date": "27-05-1990"}


def _who(base: str) -> Callable[[PageClient, int], Any]:
    return lambda pages, number: pages.post(base, {**WHO, "identity": f"31740128020{number:05}"})


def _code(base: str) -> Callable[[PageClient, int], Any]:
    def ask(pages: PageClient, number: int) -> Any:
        _who(base)(pages, number)
        return pages.post(f"{base}/cara", {"way": "phone"})

    return ask


def _try(base: str) -> Callable[[PageClient, int], Any]:
    def ask(pages: PageClient, number: int) -> Any:
        _code(base)(pages, number)
        return pages.post(f"{base}/kode", {"code": "000000"})

    return ask


def _activation(base: str) -> Callable[[PageClient, int], Any]:
    def ask(pages: PageClient, number: int) -> Any:
        _who(base)(pages, number)
        return pages.post(f"{base}/aktivasi", {"code": "AAAAABBBBB"})

    return ask


def _report(pages: PageClient, number: int) -> Any:
    pages.post("/hilang", {"reason": "lost"})
    _who("/hilang/siapa")(pages, number)
    pages.post("/hilang/siapa/cara", {"way": "nothing"})
    return pages.post("/hilang/periksa", {"seen": "lost:0"})


def _sign_in(pages: PageClient, number: int) -> Any:
    work = pages.get("/masuk").context["work"]
    typed = {"name": f"0812{number:08}", "password": "x" * 15, "work": solve(work)}
    return pages.post("/masuk", typed)


ASKED: list[tuple[str, str, Callable[[PageClient, int], Any]]] = [
    ("/masuk", "sign-in-address", _sign_in),
    *((base, "sign-up-address", _who(base)) for base in ("/daftar", "/masuk/lupa", "/cari-nomor", "/hilang/siapa")),
    ("/masuk/bantuan/kontak", "sign-up-address", _who("/masuk/bantuan/kontak")),
    *(
        (f"{base}/cara", "code-address", _code(base))
        for base in ("/daftar", "/masuk/lupa", "/cari-nomor", "/hilang/siapa")
    ),
    *((f"{base}/kode", "code-tries-address", _try(base)) for base in ("/daftar", "/masuk/lupa", "/cari-nomor")),
    *((f"{base}/aktivasi", "activation-address", _activation(base)) for base in ("/daftar", "/masuk/lupa")),
    ("/hilang/periksa", "report-address", _report),
    (
        "/permohonan",
        "case-address",
        lambda pages, n: pages.post("/permohonan", {"number": f"4H7K-{n:04}", "code": "X" * 10}),
    ),
    (
        "/masuk/bantuan/lembar",
        "slip-address",
        lambda pages, n: pages.post("/masuk/bantuan/lembar", {"number": f"4H7K-{n:04}", "code": "X" * 10}),
    ),
]


@pytest.mark.parametrize(("path", "name", "ask"), ASKED, ids=[f"{path} {name}" for path, name, _ in ASKED])
def test_asking_about_ever_other_people_ends_for_the_address_and_for_its_network(
    statics: object, limit: Callable[..., None], path: str, name: str, ask: Callable[[PageClient, int], Any]
) -> None:
    limit(**{name.replace("-", "_"): 1})
    visitor = PageClient()
    answers = [ask(visitor, number) for number in range(2)]

    assert [answer.status_code == 429 for answer in answers] == [False, True]
    assert ENDS in answers[-1].content.decode()

    # Ever other addresses of one network: the network's own end comes.
    neighbour, said = PageClient(), []
    for number in range(3, 3 + NEIGHBOURS):
        neighbour.defaults["REMOTE_ADDR"] = f"127.0.0.{number + 10}"
        said.append(ask(neighbour, number).status_code)
    assert said[-1] == 429

    far = PageClient()
    far.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert ask(far, 99).status_code != 429


PERSON: list[tuple[str, str, Callable[[PageClient, int], Any]]] = [
    *(
        (f"{base}/cara", "code-contact", lambda pages, _, base=base: _code(base)(pages, 7))
        for base in ("/daftar", "/masuk/lupa")
    ),
    ("/masuk", "sign-in-account", lambda pages, _: _sign_in(pages, 7)),
    (
        "/permohonan",
        "case-code",
        lambda pages, _: pages.post("/permohonan", {"number": "4H7K-0007", "code": "X" * 10}),
    ),
    (
        "/masuk/bantuan/lembar",
        "slip-number",
        lambda pages, _: pages.post("/masuk/bantuan/lembar", {"number": "4H7K-0007", "code": "X" * 10}),
    ),
]


@pytest.mark.parametrize(("path", "name", "ask"), PERSON, ids=[f"{path} {name}" for path, name, _ in PERSON])
def test_asking_about_one_person_ends_wherever_it_is_asked_from(
    statics: object, limit: Callable[..., None], path: str, name: str, ask: Callable[[PageClient, int], Any]
) -> None:
    limit(**{name.replace("-", "_"): 2})
    answers = []
    for number in range(3):
        visitor = PageClient()
        visitor.defaults["REMOTE_ADDR"] = f"198.51.{100 + number}.7"
        answers.append(ask(visitor, number))

    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert ENDS in answers[-1].content.decode()


def test_an_owner_signs_in_from_the_known_browser_while_the_whole_network_is_shut(
    pages: PageClient, limit: Callable[..., None]
) -> None:
    token = remember_device(an_account(a_member()), Browser(""), now=NOW).token
    limit(sign_in_address=1, sign_in_account=1)
    stranger = PageClient()
    for number in range(2 * NEIGHBOURS):
        stranger.defaults["REMOTE_ADDR"] = f"127.0.0.{number + 1}"
        _sign_in(stranger, 7)
    assert _sign_in(stranger, 8).status_code == 429

    pages.cookies["perangkat"] = token
    from_home = pages.post("/masuk", {"name": PHONE, "password": PASSWORD})

    assert from_home.status_code in (200, 302)
    assert from_home.status_code == 302


@pytest.mark.parametrize("name", [name for name in LIMITS if name.endswith("-address")])
def test_what_counts_by_address_counts_by_network(name: str, limit: Callable[..., None]) -> None:
    limit(**{name.replace("-", "_"): 1})
    for number in range(NEIGHBOURS):
        take(name, f"203.0.113.{number}", now=NOW)

    with pytest.raises(TooMany):
        take(name, "203.0.113.99", now=NOW)
    assert take(name, "203.0.114.1", now=NOW) == 0


def test_a_network_is_a_24_of_ipv4_and_a_48_of_ipv6() -> None:
    seen = [network_of(each) for each in ("203.0.113.9", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "unknown")]

    assert seen == ["203.0.113.0/24", "2001:db8:1::/48", "2001:db8:1::/48", "unknown"]
