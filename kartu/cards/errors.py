"""What the cards room refuses."""

from __future__ import annotations

from kartu.base.errors import DomainError


class CopyNotReady(DomainError):
    """The copy has no code yet that was drawn and read back."""

    code = "copy-not-ready"
    id = "Salinan kartu ini belum selesai dibuat. Tunggu sebentar, lalu coba lagi."
    en = "This copy of the card is not finished yet. Wait a moment and try again."


class CardEnded(DomainError):
    """The card was revoked for good: it is not renewed, an officer has to look."""

    code = "card-ended"
    id = "Kartu ini sudah diakhiri dan tidak dapat diperbarui di sini. Hubungi kami atau datang ke kantor cabang."
    en = "This card was ended and cannot be renewed here. Contact us or come to a branch."


class DrawnCodeUnreadable(DomainError):
    """The independent reader did not read from the drawn picture what was signed."""

    code = "drawn-code-unreadable"
    id = "Gambar kartu tidak terbaca oleh pembaca kedua, jadi kartu ini tidak diterbitkan."
    en = "The second reader could not read the card's picture, so this card is not issued."
