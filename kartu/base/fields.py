"""Fields every door has, and what a form tells the templates of its fields (templates/base/field.html)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

Choices = Mapping[str, str] | Sequence[tuple[str, str]]


def line(
    label: str, most: int, hint: str = "", *, missing: str | None = None, style: str = "", **marks: str
) -> forms.CharField:
    """One line of at most `most` characters, which the browser neither fills in nor corrects.

    It is needed where there are words for when it is `missing`. `style` names its CSS classes (frontend.md); `marks`
    are further attributes of the input, or others than these.
    """
    attrs = {"autocomplete": "off", "spellcheck": "false", **({"class": style} if style else {}), **marks}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=missing is not None,
        widget=forms.TextInput(attrs=attrs),
        error_messages=None if missing is None else {"required": missing},
    )


def one_of(label: str, choices: Choices, missing: str, hint: str = "", *, initial: Any = None) -> forms.ChoiceField:
    """One of a few, all of them in sight; `missing` is said without one, and of what is none of them.

    A form that knows its choices only when it is made sets them then.
    """
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        initial=initial,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def some_of(label: str, choices: Choices, missing: str, hint: str = "") -> forms.MultipleChoiceField:
    """As `one_of`, with as many as apply, one at least."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def either(form: forms.Form, *names: str) -> None:
    """One of these fields is needed: none of them is called optional."""
    for name in names:
        setattr(form.fields[name], "either", True)  # noqa: B010  read by base/label.html
