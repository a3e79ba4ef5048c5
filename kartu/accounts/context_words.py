"""Words no password may rest on: who the member is, and what this place is called (ASVS 5.0, 6.1.2 and 6.2.11).

The list: every part of the member's name; the number of the identity document; the birth date in the usual ways of
writing it; each e-mail address and what stands before its @; each telephone number with and without its country;
the fund's names; and the words of HOUSE.
"""

from __future__ import annotations

import re

from django.conf import settings

from kartu.registry.models import Contact, Member

HOUSE = ("kartu", "peserta", "password", "katasandi", "sandi", "rahasia", "indonesia", "admin", "qwerty")
DATES = ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d", "%Y")
SHORTEST = 4
# So much has to be left of a password when everything known beforehand is taken out of it.
LEFT = 8


def rests_on(password: str, words: list[str]) -> bool:
    """Whether hardly anything is left of the password without these words."""
    left = bare(password)
    for word in sorted({bare(word) for word in words}, key=len, reverse=True):
        if len(word) >= SHORTEST:
            left = left.replace(word, "")
    return len(left) < min(LEFT, len(bare(password)))


def words_about(member: Member | None) -> list[str]:
    """The list for one member; without a member, what the house is called."""
    words = [*HOUSE, *settings.PROFILE.name.split(), *settings.PROFILE.short_name.split()]
    if member is None:
        return words
    words += [*member.name.split(), member.identity]
    if member.birth_date:
        words += [member.birth_date.strftime(form) for form in DATES]
    for contact in Contact.objects.filter(member=member).select_related("member"):
        words += [contact.value, contact.value.partition("@")[0], "0" + contact.value.lstrip("+").removeprefix("62")]
    return words


def bare(text: str) -> str:
    """Letters and digits alone, in small letters."""
    return re.sub(r"[\W_]", "", text.casefold())
