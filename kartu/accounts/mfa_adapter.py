"""What django-allauth would seal its secrets with.

It hands over a text and never says whose it is, so that neither the member's own key nor the row could be part of the
seal. Ours are sealed before they get there (kartu/accounts/second_step.py); this shuts the other way.
"""

from __future__ import annotations

from typing import NoReturn

from allauth.mfa.adapter import DefaultMFAAdapter


class SealedElsewhere(DefaultMFAAdapter):
    """Stores nothing in the clear, for it stores nothing."""

    def encrypt(self, text: str) -> NoReturn:
        raise NotImplementedError("secrets are sealed in kartu.accounts.second_step")

    def decrypt(self, encrypted_text: str) -> NoReturn:
        raise NotImplementedError("secrets are opened in kartu.accounts.second_step")
