"""Where a person of HR wants news: an address gets it once a code sent there was typed in.

So the fund writes to no stranger. The address is sealed, and theirs to empty.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from kartu.accounts.codes import LIFETIME, NEWS, CodeRefused, check_code, make_code, whom_of
from kartu.accounts.models import SentCode, User
from kartu.base.digits import six_digits
from kartu.base.language import say
from kartu.base.throttle import take
from kartu.employers.models import Colleague
from kartu.employers.people import add_colleague, read_address
from kartu.notifications.channels import send_email
from kartu.notifications.filling import Letter
from kartu.registry.lookups import contact_text
from kartu.registry.models import Contact, Employer


def address_of(user: User, company: Employer) -> str:
    """The address this person proved at this company; "" for none."""
    found = Colleague.objects.filter(user=user, employer=company).first()
    return (found.news or "") if found else ""


def ask_address(user: User, company: Employer, typed: str, *, now: datetime) -> int | None:
    """Send a code to a new address and return its number; None for the address that stands, and for none at all, which
    counts at once. Raises BadContact, TooMany.
    """
    address = read_address(typed)
    if address in ("", address_of(user, company)):
        _keep(user, company, address, now=now)
        return None
    take("contact-account", f"hr {user.id}", now=now)
    take("code-contact", contact_text(Contact.EMAIL, address), now=now)
    return make_code(NEWS, Contact.EMAIL, [str(user.id), str(company.id), address], now=now).id


def send_news_code(code_id: int, *, now: datetime) -> bool:
    """Send a code to its address, while it is good for anything; whether it went out. Raises NotDelivered."""
    sent = SentCode.objects.filter(pk=code_id, purpose=NEWS, used_at=None, expires_at__gt=now).first()
    if sent is None:
        return False
    _, company, address = whom_of(sent)
    # Sent once more it is another letter: of one Message-ID a mail server may keep only the first.
    reference = f"kartu-hr-code-{sent.id}-{sent.sendings}"
    return send_email(_letter(Employer.objects.get(pk=company), sent), address, reference=reference, now=now)


def confirm_address(user: User, company: Employer, code_id: int, typed: str, *, now: datetime) -> None:
    """Take the code back; news goes to its address from now on. Raises CodeRefused."""
    sent = check_code(code_id, NEWS, typed, now=now)
    whose, where, address = whom_of(sent)
    SentCode.objects.filter(pk=sent.pk).update(whom_sealed=None)  # it stands with the person now, or nowhere
    if (whose, where) != (str(user.id), str(company.id)):
        raise CodeRefused
    _keep(user, company, address, now=now)


def _keep(user: User, company: Employer, address: str, *, now: datetime) -> None:
    colleague = Colleague.objects.filter(user=user, employer=company).first()
    if colleague is None:
        colleague = add_colleague(user, company, "", "", now=now)
    colleague.news = address
    colleague.save(update_fields=["news_sealed"])


def _letter(company: Employer, sent: SentCode) -> Letter:
    digits, name, minutes = six_digits(sent.seed), company.name or company.npp, int(LIFETIME.total_seconds()) // 60
    code = f"{digits[:3]} {digits[3:]}"
    link = f"{settings.ADDRESS}/perusahaan/kabar/kode"
    indonesian = (
        f"{code} adalah kode Anda untuk menerima kabar permohonan kartu pekerja {name} di alamat ini. Tulis"
        f" di sini dalam {minutes} menit:\n{link}\n"
        "Bukan Anda yang meminta? Abaikan saja: tanpa kode ini tidak ada kabar ke sini."
    )
    english = (
        f"{code} is your code to get news of card requests of {name} at this address. Write it here within {minutes}"
        f" minutes:\n{link}\nYou did not ask? Do nothing: without this code no news comes here."
    )
    subject = say(settings.PROFILE.language, id=f"Kode Anda: {code}", en=f"Your code: {code}")
    return Letter(subject=subject, text=f"{indonesian}\n\n{english}\n", brief="")
