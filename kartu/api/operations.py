"""What the API can do: one table that is routed, checked and published from (kartu/api/document.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from kartu.accounts.models import User
from kartu.audit.actors import Actor
from kartu.base.language import say
from kartu.employers.machines.models import ApiKey
from kartu.employers.machines.refusals import UnitRefused
from kartu.registry.models import Employer

Schema = Mapping[str, Any]
Said = tuple[str, str]  # Indonesian, English


@dataclass(frozen=True, slots=True)
class Call:
    """One request by a key, read and checked: what the operations work with."""

    request: HttpRequest
    key: ApiKey
    units: list[Employer]
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    language: str
    now: datetime

    @property
    def user(self) -> User:
        """For whom the key acts."""
        return self.key.made_by

    @property
    def actor(self) -> Actor:
        return Actor("employer", self.key.made_by_id)

    @property
    def employers(self) -> list[int]:
        """Ids of the company and its units: all this call may reach."""
        return [unit.id for unit in self.units]

    def unit(self, npp: str | None) -> Employer:
        """The unit of this number, or the key's own company. Raises UnitRefused for anybody else's."""
        found = next((unit for unit in self.units if unit.npp == npp), None) if npp else self.units[0]
        if found is None:
            raise UnitRefused
        return found

    def say(self, words: Said) -> str:
        return say(self.language, id=words[0], en=words[1])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call is answered: an object of JSON, and its status."""

    said: Mapping[str, Any] | None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `needs` is the key's scope; without one every key may."""

    name: str
    method: str
    path: str
    summary: Said
    act: Callable[[Call], Answer]
    returns: Schema | None
    needs: str | None = None
    success: int = 200
    query: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    takes_file: bool = False
    refuses: tuple[str, ...] = ()  # codes of its own, beyond what every operation may refuse

    @property
    def changes(self) -> bool:
        """Whether doing it twice could matter: then its sender names it."""
        return self.method == "POST"
