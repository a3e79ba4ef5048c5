"""`/periksa/keterangan`: is this interim certificate good?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kartu.publishing.certificate_words import advice, headline
from kartu.publishing.certificates import check_certificate
from kartu.verify.views.judging import judge


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest) -> HttpResponse:
    return judge(request, "certificate", check_certificate, headline=headline, advice=advice)
