"""The guide: what to do, by way and by situation. One template a page, in templates/portal/guide/."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kartu.base.said import said


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide: its address, its heading, one line about it, and the icon beside it."""

    slug: str
    title: str
    line: str
    icon: str


SITUATIONS = (
    GuidePage(
        "hilang",
        said(id="Kartu saya hilang", en="My card is lost"),
        said(id="Tiga langkah, dari lapor sampai kartu baru", en="Three steps, from the report to the new card"),
        "shield-alert",
    ),
    GuidePage(
        "dicuri",
        said(id="Kartu saya dicuri", en="My card was stolen"),
        said(id="Blokir dulu, baru ke polisi", en="Block it first, then go to the police"),
        "hand",
    ),
    GuidePage(
        "rusak",
        said(id="Kartu saya rusak", en="My card is damaged"),
        said(id="Tunjukkan kartunya, tanpa surat polisi", en="Show the card; no police letter"),
        "scissors",
    ),
    GuidePage(
        "data-salah",
        said(id="Data di kartu salah", en="The details on my card are wrong"),
        said(id="Betulkan dulu, lalu cetak ulang", en="Correct them first, then reprint"),
        "pencil",
    ),
    GuidePage(
        "belum-diterima",
        said(id="Kartu belum saya terima", en="My card never arrived"),
        said(id="Cari tahu kartunya ada di mana", en="Find out where it is"),
        "package-search",
    ),
    GuidePage(
        "ketemu",
        said(id="Kartu yang hilang ketemu lagi", en="I found my lost card"),
        said(id="Batalkan penggantiannya", en="Stop the replacement"),
        "search-check",
    ),
    GuidePage(
        "ktp-hilang",
        said(id="KTP saya ikut hilang", en="My identity card is lost too"),
        said(id="Anda tetap dilayani dengan dokumen lain", en="Another document will do"),
        "id-card",
    ),
    GuidePage(
        "tanpa-akses",
        said(id="Nomor ponsel atau surel saya sudah ganti", en="My phone number or e-mail has changed"),
        said(id="Tiga jalan masuk kembali", en="Three ways back in"),
        "smartphone",
    ),
    GuidePage(
        "lupa-nomor",
        said(id="Saya lupa nomor peserta", en="I do not know my membership number"),
        said(id="Anda tidak memerlukannya untuk melapor", en="You do not need it to report a loss"),
        "circle-question-mark",
    ),
)
CHANNELS = (
    GuidePage(
        "aplikasi",
        said(id="Lewat ponsel", en="On your phone"),
        said(id="Pasang, masuk, perbesar, simpan, cetak", en="Install, sign in, enlarge, save, print"),
        "smartphone",
    ),
    GuidePage(
        "situs",
        said(id="Lewat komputer", en="On a computer"),
        said(id="Daftar, masuk, simpan atau cetak kartu", en="Register, sign in, save or print the card"),
        "monitor",
    ),
    GuidePage(
        "polisi",
        said(id="Surat keterangan dari polisi", en="The letter from the police"),
        said(
            id="Kapan perlu, apa isinya, berapa lama berlaku", en="When it is needed, what it says, how long it is good"
        ),
        "file-text",
    ),
    GuidePage(
        "kantor-cabang",
        said(id="Lewat kantor cabang", en="At a branch"),
        said(id="Apa yang dibawa dan apa yang terjadi di sana", en="What to bring and what happens there"),
        "store",
    ),
    GuidePage(
        "perusahaan",
        said(id="Lewat perusahaan", en="Through your employer"),
        said(id="Bagian personalia dapat mengurusnya", en="The personnel office can see to it"),
        "building-2",
    ),
)
PAGES = {page.slug: page for page in SITUATIONS + CHANNELS}


def guide(request: HttpRequest) -> HttpResponse:
    """`/panduan`"""
    return render(request, "portal/guide.html", {"situations": SITUATIONS, "channels": CHANNELS})


def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/panduan/<slug>`"""
    if slug not in PAGES:
        raise Http404
    return render(request, f"portal/guide/{slug}.html", {"page": PAGES[slug]})
