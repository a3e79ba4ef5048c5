"""Why a channel did not take a message."""

from __future__ import annotations

from datetime import timedelta


class NotDelivered(Exception):
    """This address or this message is not taken; another contact may do."""


class Failing(NotDelivered):
    """The channel itself does not work, whoever the message is for.

    `why` is a word or number for the operator, never a personal datum. `pause` is how long it asks to be left alone.
    `certain` when a second try would only show the same, such as a password that is refused.
    """

    def __init__(self, why: str, *, pause: timedelta | None = None, certain: bool = False) -> None:
        super().__init__(why)
        self.why, self.pause, self.certain = why[:40], pause, certain
