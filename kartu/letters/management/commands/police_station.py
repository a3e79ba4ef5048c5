from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.accounts.entry_links import make_entry_link
from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR
from kartu.base.language import say
from kartu.letters.models import Station
from kartu.letters.stations import add_station, issuer_of, new_key, station_by_code, withdraw_trust
from kartu.publishing.models import StationKey

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="kantor polisi yang suratnya dipercaya: daftar, kunci, petugas, mencabut kepercayaan",
        en="stations whose letters are trusted: list, keys, officers, withdrawing trust",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        new = acts.add_parser("add", help=say(LANGUAGE, id="menambah kantor dan kuncinya", en="add one, with its key"))
        new.add_argument("code", help=say(LANGUAGE, id="kode singkat, seperti coblong", en="short name, like coblong"))
        new.add_argument("--name", required=True)
        new.add_argument("--city", required=True)
        new.add_argument("--address", default="")
        new.add_argument("--telephone", default="")
        words = {
            "key": say(
                LANGUAGE,
                id="kunci baru; yang lama tetap memeriksa, dan kantor dipercaya lagi",
                en="a new key; the old one still judges, and the station is trusted again",
            ),
            "trust": say(LANGUAGE, id="mencabut kepercayaan", en="withdraw trust"),
            "officer": say(LANGUAGE, id="akun petugas: tautan tampil sekali", en="an officer's account: a link, once"),
        }
        for act, told in words.items():
            one = acts.add_parser(act, help=told)
            one.add_argument("code")
            if act == "trust":
                one.add_argument("--withdraw", action="store_true", required=True)
                one.add_argument("--key", default="", help=say(LANGUAGE, id="hanya kunci ini", en="only this key"))
        listed = acts.add_parser("list", help=say(LANGUAGE, id="daftar kepercayaan", en="the trust list"))
        listed.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {
            "add": self._add,
            "key": self._key,
            "trust": self._trust,
            "officer": self._officer,
            "list": self._list,
        }
        acts[options["act"]](options)

    def _add(self, given: dict[str, Any]) -> None:
        station = add_station(
            given["code"],
            given["name"],
            given["city"],
            address=given["address"],
            telephone=given["telephone"],
            actor=OPERATOR,
            now=timezone.now(),
        )
        self._tell(station)

    def _key(self, given: dict[str, Any]) -> None:
        station = station_by_code(given["code"])
        new_key(station, actor=OPERATOR, now=timezone.now())
        self._tell(station)

    def _trust(self, given: dict[str, Any]) -> None:
        station = station_by_code(given["code"])
        kid = bytes.fromhex(given["key"]) if given["key"] else None
        withdraw_trust(station, kid, actor=OPERATOR, now=timezone.now())
        self._tell(station)

    def _officer(self, given: dict[str, Any]) -> None:
        station, now = station_by_code(given["code"]), timezone.now()
        user = appoint(Role.Kind.POLICE, station=station.name, now=now)
        self.stdout.write(f"{settings.ADDRESS}/polisi/daftar/{make_entry_link(user, actor=OPERATOR, now=now)}")

    def _list(self, given: dict[str, Any]) -> None:
        stations = [_told(station) for station in Station.objects.order_by("code")]
        if given["json"]:
            self.stdout.write(json.dumps(stations))
            return
        for station in stations:
            self.stdout.write("  ".join([station["code"], station["name"], station["city"], *station["keys"]]))

    def _tell(self, station: Station) -> None:
        told = _told(station)
        self.stdout.write("  ".join([told["code"], told["name"], *told["keys"]]))


def _told(station: Station) -> dict[str, Any]:
    keys = StationKey.objects.filter(issuer=issuer_of(station)).order_by("since")
    return {
        "code": station.code,
        "name": station.name,
        "city": station.city,
        "trusted": station.ended_at is None,
        "keys": [f"{bytes(key.kid).hex()}{' -' if key.withdrawn_at else ''}" for key in keys],
    }
