"""Addresses of the printer, the drawer and what is destroyed."""

from __future__ import annotations

from django.urls import path

from kartu.desk.views import destroying, printers, printing, stock

urlpatterns = [
    path("cetak", printing.queue_page, name="desk-printing"),
    path("cetak/kirim", printing.send, name="desk-print-send"),
    path("cetak/pencetak", printers.printers_page, name="desk-printers"),
    path("cetak/pencetak/<int:number>", printers.printer_page, name="desk-printer"),
    path("cetak/pencetak/<int:number>/uji.pdf", printers.test_card, name="desk-printer-test"),
    path("cetak/pencetak/<int:number>/geser", printers.shift, name="desk-printer-shift"),
    path("cetak/pencetak/<int:number>/lepas", printers.end, name="desk-printer-end"),
    path("cetak/<str:number>", printing.run_page, name="desk-run"),
    path("cetak/<str:number>/kartu.pdf", printing.document, name="desk-run-pdf"),
    path("persediaan", stock.stock_page, name="desk-stock"),
    path("persediaan/hitungan/<int:number>", stock.answer, name="desk-count"),
    path("pemusnahan", destroying.destroying_page, name="desk-destroying"),
]
