"""Refusals a person can be told about. Anything else that rises is a bug."""

from __future__ import annotations

from kartu.base.language import say


class DomainError(Exception):
    """An expected refusal.

    `code` is stable and goes to logs and APIs; `words(language)` is what a person reads. `context` holds ids,
    counts and dates, never a personal datum.
    """

    code = "refused"
    id = "Permintaan ini tidak dapat dilakukan."
    en = "This cannot be done."

    def __init__(self, **context: object) -> None:
        super().__init__(self.code, context)
        self.context = context

    def words(self, language: str) -> str:
        """The refusal in `language` ("id" or "en"), with the context filled in."""
        return say(language, id=self.id, en=self.en).format_map(self.context)

    def __str__(self) -> str:
        return f"{self.code} {self.context}" if self.context else self.code


class BadSetting(DomainError):
    """A setting is missing or wrong; the program refuses to start."""

    code = "bad-setting"
    id = "Pengaturan {name} salah: {why}"
    en = "The setting {name} is wrong: {why}"


class NotThere(DomainError):
    """Nothing of that name that this person may see; 'not yours' answers the same."""

    code = "not-there"
    id = "Tidak ditemukan."
    en = "Not found."
