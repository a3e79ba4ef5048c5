"""A field every door has, and what a form tells the templates of its fields (templates/base/field.html)."""

from __future__ import annotations

from django import forms


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


def either(form: forms.Form, *names: str) -> None:
    """One of these fields is needed: none of them is called optional."""
    for name in names:
        setattr(form.fields[name], "either", True)  # noqa: B010  read by base/label.html
