"""Addresses of visits and of a branch's queue. Capital letters are the short ones that codes on paper say."""

from __future__ import annotations

from django.urls import path

from kartu.portal.views import booking, queue, visit

urls = [
    path("kunjungan", visit.visits, name="visits"),
    path("kunjungan/baru", booking.book, name="visit-book"),
    path("kunjungan/<str:number>", visit.status, name="visit"),
    path("kunjungan/<str:number>/ubah", booking.move, name="visit-move"),
    path("kunjungan/<str:number>/batal", visit.cancel, name="visit-cancel"),
    path("kunjungan/<str:number>/tiba", visit.arrive, name="visit-arrive"),
    path("kunjungan/<str:number>/kembali", visit.back, name="visit-back"),
    path("kunjungan/<str:number>/lembar", visit.slip, name="visit-slip"),
    path("t/<str:number>/<str:code>", visit.short_link, name="visit-link"),
    path("T/<str:number>/<str:code>", visit.short_link),
    path("antrean", queue.queues, name="queues"),
    path("antrean/<str:code>", queue.branch_page, name="queue"),
    path("antrean/<str:code>/<str:token>", queue.ticket, name="ticket"),
    path("ANTREAN/<str:code>/<str:token>", queue.ticket),
    path("antrean/<str:code>/<str:token>/pesanan", queue.arrival, name="ticket-arrival"),
    path("papan/<str:code>", queue.board, name="board"),
]
