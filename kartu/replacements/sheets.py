"""When two pictures count as one sheet, and how many are compared: bounds that bench/letters.py measures.

And by which looking the words of a picture were read, so that an old picture is found by new words.
"""

from __future__ import annotations

from typing import Final

# Raised whenever `looking.words_of` reads other words of the same page: all kept pictures are then looked at again.
LOOKING: Final = 1
CANDIDATES: Final = 20
# A word that so many pictures have is of a form, and says nothing: it is neither kept once more nor looked for.
COMMON: Final = 200
# Pieces of ink that must be compared, and the share of them that may disagree.
PIECES: Final = 120
DISAGREE: Final = 0.012


def is_same_sheet(pieces: int, disagree: int) -> bool:
    """What the overlay of two pages says: enough ink was compared, and hardly any disagrees."""
    return pieces >= PIECES and disagree <= pieces * DISAGREE
