"""What one kind of message is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text with places to fill in, such as {number}."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: the values stored with it, its words, and how long it is worth sending (None: for days)."""

    values: frozenset[str]
    id: Words
    en: Words
    good_for: timedelta | None = None

    def words(self, language: str) -> Words:
        return self.en if language == "en" else self.id


def kind(
    values: str,
    *,
    id: tuple[str, str],  # noqa: A002  # the language's own code
    en: tuple[str, str],
    good_for: timedelta | None = None,
) -> Kind:
    return Kind(frozenset(values.split()), Words(*id), Words(*en), good_for)
