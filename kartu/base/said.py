"""Words of forms and other values made before the reader's language is known."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language

from kartu.base.language import say


def _said(id: str, en: str) -> str:  # the keyword is the language's own code
    return say(get_language() or "id", id=id, en=en)


_lazily = lazy(_said, str)


def said(*, id: str, en: str) -> str:
    """The text in the language of whoever reads it: for labels, hints, choices and errors of forms.

    Decided when the text is shown, by the language the middleware has set for the request.
    """
    return _lazily(id, en)
