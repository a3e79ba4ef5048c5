"""How a name is tidied and, when a code has no room, shortened. The full name stays in the registry and on the card.

The rule, applied step by step until the code fits:
1. titles behind a comma go ("Budi Santoso, S.E., M.M." -> "Budi Santoso");
2. words in the middle become initials, from the last but one towards the second;
3. the end is cut, one written sign at a time: a letter never loses its marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINERS = ("\u200c", "\u200d")


def tidy(name: str) -> str:
    """NFC, single spaces, no control signs or lone surrogates. May come out empty."""
    kept = "".join(sign if _is_written(sign) else " " for sign in unicodedata.normalize("NFC", name))
    return " ".join(kept.split())


def shortenings(name: str) -> Iterator[str]:
    """Ever shorter forms of a tidy name, the most telling first; the last is one written sign."""
    before, _, titles = name.partition(",")
    # "Santoso, Budi" carries no title: only what has a full stop in every part goes.
    if before.strip() and all("." in part for part in titles.split(",")):
        name = before.strip()
        yield name
    words = name.split()
    for place in range(len(words) - 2, 0, -1):
        if len(signs := written_signs(words[place])) > 2:  # "H." and "M." gain nothing
            words[place] = signs[0] + "."
            yield " ".join(words)
    signs = written_signs(" ".join(words))
    for count in range(len(signs) - 1, 0, -1):
        yield "".join(signs[:count]).rstrip()
    # A sign can carry marks without end; then its bare letter has to do.
    yield signs[0][0]


def written_signs(word: str) -> list[str]:
    """Letters with the marks and joiners that belong to them."""
    signs: list[str] = []
    for letter in word:
        belongs = unicodedata.category(letter).startswith("M") or letter in _JOINERS
        if signs and (belongs or signs[-1][-1] in _JOINERS):
            signs[-1] += letter
        else:
            signs.append(letter)
    return signs


def _is_written(sign: str) -> bool:
    # Unassigned signs stay: a newer Unicode knows them, and two versions must not read one code differently.
    return sign in _JOINERS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
