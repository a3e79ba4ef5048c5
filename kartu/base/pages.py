"""What every page has: the request as doors see it, words all templates know, and pages that say no."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.problems import problem, speaks_to_machine
from kartu.base.throttle import TooMany

# (Indonesian heading, English heading, Indonesian words, English words)
REFUSALS: dict[int, tuple[str, str, str, str]] = {
    400: (
        "Permintaan tidak terbaca",
        "We could not read that",
        "Ada yang salah pada alamat atau isian yang dikirim. Kembali dan coba sekali lagi.",
        "Something in the address or in what was sent is wrong. Go back and try once more.",
    ),
    403: (
        "Anda tidak bisa membuka halaman ini",
        "You cannot open this page",
        "Mungkin Anda perlu masuk dengan akun lain.",
        "You may need to sign in with another account.",
    ),
    404: (
        "Halaman tidak ditemukan",
        "Page not found",
        "Alamatnya mungkin salah ketik atau halamannya sudah dipindah.",
        "The address may be mistyped, or the page has moved.",
    ),
    405: (
        "Tidak dapat dibuka dengan cara ini",
        "It cannot be opened this way",
        "Kembali ke halaman sebelumnya dan tekan tombolnya di sana.",
        "Go back to the page before and press its button.",
    ),
    409: (
        "Keadaannya sudah berubah",
        "This has already changed",
        "Orang lain atau Anda sendiri di jendela lain sudah mengubahnya. Buka kembali untuk melihat keadaan terbaru.",
        "Somebody else, or you in another window, has changed it. Open it again to see how it stands.",
    ),
    413: (
        "Berkas terlalu besar",
        "The file is too large",
        "Ukuran kiriman paling besar {megabytes} MB. Perkecil fotonya atau bagi berkasnya, lalu kirim lagi.",
        "At most {megabytes} MB can be sent. Make the photo smaller or split the file, then send it again.",
    ),
    429: (
        "Terlalu banyak percobaan",
        "Too many tries",
        "Tunggu sebentar, lalu coba lagi.",
        "Wait a moment, then try again.",
    ),
    500: (
        "Ada gangguan di pihak kami",
        "Something went wrong on our side",
        "Kami sudah mencatatnya. Coba lagi beberapa menit lagi. Laporan yang sudah mendapat nomor tetap tersimpan.",
        "We have taken note of it. Try again in a few minutes. A report that has a number is safe.",
    ),
}
STALE = (
    "Halaman ini terlalu lama terbuka",
    "This page was open for too long",
    "Tidak ada yang hilang, tetapi isian terakhir belum terkirim. Kembali, muat ulang halamannya, lalu kirim lagi.",
    "Nothing is lost, but your last answers were not sent. Go back, reload the page and send them again.",
)
MEGABYTE = 1024 * 1024
# What a machine is told where no refusal of ours speaks.
CODES = {400: "bad-request", 403: "forbidden", 404: "not-there", 413: "too-large", 500: "our-fault"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands on top of a page, whatever the page: a few words, a name, and where they lead."""

    words: str
    name: str
    href: str


class PageRequest(HttpRequest):
    """A request as the middleware hands it to a door."""

    language: str  # "id" or "en"
    address: str  # the network it comes from, for throttles: an IPv4 address or an IPv6 /64


def language_of(request: HttpRequest) -> str:
    """The reader's language, also where the middleware has not been."""
    return str(getattr(request, "language", None) or get_language() or settings.PROFILE.language)


def way_on(request: HttpRequest, *, otherwise: str) -> str:
    """The page `lanjut` asks to go on to, if it is one of ours."""
    wanted = request.POST.get("lanjut") or request.GET.get("lanjut") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else otherwise


def page_of(request: HttpRequest) -> str:
    """The page to come back to once somebody has signed in: this one, or the one a form was sent from.

    What only takes forms answers nothing to whoever is sent back to it. Browsers name the page within our own site.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host() or not sent_from.path.startswith("/"):
        return request.path
    return urlunsplit(("", "", sent_from.path, sent_from.query, ""))


def page_words(request: HttpRequest) -> dict[str, object]:
    """Context every template has: `fund`, `language`, `home` and the way to the other language."""
    language = language_of(request)
    other = say(language, id="en", en="id")
    try:
        query = request.GET.copy()
    except TooManyFieldsSent:  # the page that says so needs no way back to them
        query = QueryDict(mutable=True)
    query["bahasa"] = other
    return {
        "fund": settings.PROFILE,
        "language": language,
        "other_language": other,
        "other_language_href": f"?{query.urlencode()}",
        "site": settings.ADDRESS,
    }


def refusal_page(
    request: HttpRequest,
    status: int,
    *,
    refusal: DomainError | None = None,
    texts: tuple[str, str, str, str] | None = None,
) -> HttpResponse:
    """A page that says no, in the house's words; the refusal's own words where it has some."""
    language = language_of(request)
    id_heading, en_heading, id_words, en_words = texts or REFUSALS[status]
    words = refusal.words(language) if refusal else say(language, id=id_words, en=en_words)
    if speaks_to_machine(request):
        code = refusal.code if refusal else CODES.get(status, "refused")
        return problem(status, code, say(language, id=id_heading, en=en_heading), _filled(words))
    context = {
        "status": status,
        "heading": say(language, id=id_heading, en=en_heading),
        "words": _filled(words),
    }
    answer = render(request, "base/refusal.html", context, status=status)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(max(1, int((refusal.until - timezone.now()).total_seconds())))
    return answer


def _filled(words: str) -> str:
    return words.replace("{megabytes}", str(settings.LARGEST_UPLOAD // MEGABYTE))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400; a body that grew too large while it was read has its own words."""
    return refusal_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return refusal_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return refusal_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; shows nothing of the error."""
    return refusal_page(request, 500)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: an old tab, a session that ended, or a stranger's form."""
    return refusal_page(request, HTTPStatus.FORBIDDEN, texts=STALE)


def web_manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put Kartu on its home screen, in the reader's language."""
    language = language_of(request)
    name = settings.PROFILE.name
    icons = [
        ("icon-192.png", "192x192", "any"),
        ("icon-512.png", "512x512", "any"),
        ("icon-mask.png", "512x512", "maskable"),
    ]
    manifest = {
        "id": "/",
        "name": say(language, id=f"{name} – Kartu peserta", en=f"{name} – Membership card"),
        "short_name": say(language, id="Kartu peserta", en="My card"),
        "description": say(
            language,
            id="Kartu digital peserta, laporan kartu hilang, dan pantauan permohonan.",
            en="Your digital membership card, lost card reports and the replacement's progress.",
        ),
        "lang": language,
        "dir": "ltr",
        "start_url": "/kartu?" + urlencode({"dari": "ikon"}),
        "scope": "/",
        "display": "standalone",
        "background_color": "#151c4a",
        "theme_color": "#151c4a",
        "categories": ["government", "utilities"],
        "icons": [
            {"src": static(f"base/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in icons
        ],
        "shortcuts": [
            {"name": say(language, id="Perbesar kartu", en="Enlarge the card"), "url": "/kartu/besar"},
            {"name": say(language, id="Laporkan kartu hilang", en="Report a lost card"), "url": "/hilang"},
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
