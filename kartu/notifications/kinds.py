"""What one kind of message is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text with places to fill in, such as {number}."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: the values stored with it, and its words."""

    values: frozenset[str]
    id: Words
    en: Words

    def words(self, language: str) -> Words:
        return self.en if language == "en" else self.id


def kind(values: str, *, id: tuple[str, str], en: tuple[str, str]) -> Kind:  # noqa: A002  # the language's own code
    return Kind(frozenset(values.split()), Words(*id), Words(*en))
