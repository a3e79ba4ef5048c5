"""What the desk says about ways back in."""

from __future__ import annotations

from collections.abc import Mapping

from kartu.accounts.models import Recovery
from kartu.base.said import said

GIVES: Mapping[str, str] = {
    Recovery.ENTRY: said(id="Lembar dengan nomor dan kode", en="A slip with number and code"),
    Recovery.CONTACT: said(id="Nomor atau email baru", en="A new number or e-mail address"),
}
REFUSED: Mapping[str, str] = {
    "person": said(id="Orangnya meragukan", en="The person is doubtful"),
    "document": said(id="Dokumennya meragukan", en="The document is doubtful"),
    "warned": said(id="Peserta mengatakan bukan dia yang meminta", en="The member says it was somebody else"),
    "mistake": said(id="Salah dicatat", en="Entered by mistake"),
}


def said_of(recovery: Recovery) -> str:
    """Why the second officer refused, in words."""
    return str(REFUSED.get(recovery.refusal, ""))
