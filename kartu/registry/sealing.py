"""Columns that hold a sealed value, read and written as plain text on the row."""

from __future__ import annotations

from typing import Protocol, overload

from django.conf import settings
from django.db import models

from kartu.base.crypto import DataKey, Keyring, load_keyring


class Sealing(Protocol):
    """A row that knows the key and the number its values are bound to."""

    def member_key(self) -> DataKey: ...
    def sealed_row(self) -> int: ...


def keyring() -> Keyring:
    """The fund's keyring. Raises MissingKeyring."""
    return load_keyring(settings.KEYS / "personal.json")


class Sealed:
    """Attribute that opens and seals the binary column `<name>_sealed`; None and "" are stored as an absent value."""

    def __set_name__(self, owner: type[models.Model], name: str) -> None:
        self.name = name.removesuffix("_text")
        self.column = f"{self.name}_sealed"

    @overload
    def __get__(self, row: None, owner: type[models.Model]) -> Sealed: ...
    @overload
    def __get__(self, row: Sealing, owner: type[models.Model]) -> str: ...
    def __get__(self, row: Sealing | None, owner: type[models.Model]) -> Sealed | str:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return row.member_key().open(place(owner, self.name), row.sealed_row(), bytes(sealed)) if sealed else ""

    def __set__(self, row: Sealing, value: str | None) -> None:
        seal = row.member_key().seal
        sealed = seal(place(type(row), self.name), row.sealed_row(), value) if value else None
        setattr(row, self.column, sealed)


def place(model: type, name: str) -> str:
    """The cell's address in the associated data: "table.column"; stays as it is when a class is renamed."""
    table: str = model._meta.db_table  # type: ignore[attr-defined]  # every owner is a model
    return f"{table}.{name}"
