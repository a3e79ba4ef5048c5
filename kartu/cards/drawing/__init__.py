"""Draws the membership card: pictures and PDFs from plain values (docs/card-drawing.md)."""

from kartu.cards.drawing.face import Face
from kartu.cards.drawing.fonts import undrawable
from kartu.cards.drawing.paint import draw_back_png, draw_card_pdf, draw_front_png, draw_sheet_pdf

__all__ = ["Face", "draw_back_png", "draw_card_pdf", "draw_front_png", "draw_sheet_pdf", "undrawable"]
