"""What a form tells the templates of its fields (templates/base/field.html) that Django does not know."""

from __future__ import annotations

from django import forms


def either(form: forms.Form, *names: str) -> None:
    """One of these fields is needed: none of them is called optional."""
    for name in names:
        setattr(form.fields[name], "either", True)  # noqa: B010  read by base/label.html
