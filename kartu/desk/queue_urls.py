"""Addresses below /meja/antrean: the counter and the branch's queue."""

from __future__ import annotations

from django.urls import path

from kartu.desk.views import closing, counter, hours, line, tickets, waiting

urlpatterns = [
    path("", counter.counter_page, name="desk-counter"),
    path("/loket", counter.choose_counter, name="desk-counter-choose"),
    path("/nomor", tickets.ticket_page, name="desk-ticket"),
    path("/lembar", closing.carried_page, name="desk-carried"),
    path("/lembar/<str:number>", tickets.slip_page, name="desk-slip"),
    path("/keadaan", line.state, name="desk-queue-state"),
    path("/kirim", line.send, name="desk-queue-send"),
    path("/sw.js", line.worker, name="desk-queue-worker"),
    path("/jam", hours.hours_page, name="desk-hours"),
    path("/tutup", closing.close_page, name="desk-close-day"),
    path("/poster", hours.poster_page, name="desk-poster"),
    path("/laporan", waiting.times_page, name="desk-times"),
    path("/laporan.csv", waiting.times_csv, name="desk-times-csv"),
    path("/tekan/<slug:act>", counter.press, name="desk-press"),
]
