"""Settings, all from the environment; a bad one refuses to start.

DATABASE_URL names the application's role, DATABASE_OWNER_URL the role that migrates. When unset, the command line
starts the embedded server and sets both (see kartu/base/database.py).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from kartu.base.crypto import load_keyring
from kartu.base.database import data_folder, django_database
from kartu.base.profile import load_profile

DATA = data_folder()
KEYS = Path(os.environ.get("KARTU_KEYS") or DATA / "keys")
PROFILE = load_profile(Path(os.environ.get("KARTU_PROFILE") or Path(__file__).parent / "fund" / "balai.toml"))

# Where people reach the fund; an https address makes cookies and headers strict.
ADDRESS = os.environ.get("KARTU_ADDRESS", "http://localhost:8000").rstrip("/")
HTTPS = ADDRESS.startswith("https://")
# Set only behind a proxy of one's own that overwrites X-Forwarded-For and X-Forwarded-Proto.
BEHIND_PROXY = os.environ.get("KARTU_BEHIND_PROXY") == "1"


def _secret_key() -> str:
    """Processes of one fund share sessions through its keyring; before a fund exists there is nothing to share."""
    keyring = KEYS / "personal.json"
    return load_keyring(keyring).secret("sessions").hex() if keyring.exists() else secrets.token_urlsafe(48)


SECRET_KEY = os.environ.get("KARTU_SECRET_KEY") or _secret_key()
DEBUG = False
ALLOWED_HOSTS: list[str] = [
    *os.environ.get("KARTU_HOSTS", "localhost,127.0.0.1").split(","),
    urlsplit(ADDRESS).hostname or "localhost",
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "kartu.base",
    "kartu.audit",
    "kartu.publishing",
    "kartu.notifications",
    "kartu.registry",
    "kartu.accounts",
    "kartu.cards",
    "kartu.letters",
    "kartu.replacements",
    "kartu.printing",
    "kartu.employers",
    "kartu.visits",
]

DATABASES = {"default": django_database("DATABASE_URL"), "owner": django_database("DATABASE_OWNER_URL")}
# The owner's connection migrates the very same database; the tests must not build a second one for it.
DATABASES["owner"]["TEST"] = {"MIRROR": "default"}

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["kartu.accounts.hashing.Argon2id"]
# A list of breached passwords of the operator's own, made by `kartu breached-passwords`; those that come along are
# asked as well. What a password has to be: kartu/accounts/passwords.py.
BREACHED_PASSWORDS = os.environ.get("KARTU_BREACHED_PASSWORDS", "")
# django-allauth has no page, form or mail here, and no e-mail address of anybody: docs/decisions/0011-allauth.md.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
MFA_ADAPTER = "kartu.accounts.mfa_adapter.SealedElsewhere"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "kartu.urls"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = PROFILE.language
COMMAND_LANGUAGE = os.environ.get("KARTU_LANGUAGE", PROFILE.language)
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]

# Only ever for trying out: opens /demo/..., where staff come in without a passkey of theirs.
DEMO = os.environ.get("KARTU_DEMO") == "1"

# smtp://user:password@host:port/?from=name@domain&tls=start; without it messages go to a folder (for trying out).
EMAIL_URL = os.environ.get("EMAIL_URL", "")
# https://:token@gateway.example/path?from=sender (docs/messages.md); without them nothing goes to telephones.
SMS_URL = os.environ.get("SMS_URL", "")
WHATSAPP_URL = os.environ.get("WHATSAPP_URL", "")

# Only ever for trying out and for tests: a webhook may go to http://127.0.0.1, where nobody from outside can listen.
HOOKS_LOOPBACK = DEMO or os.environ.get("KARTU_HOOKS_LOOPBACK") == "1"

# Doors this process opens; each is an application of its own, so that one process may open a few.
DOORS = [door for door in os.environ.get("KARTU_DOORS", "portal,desk,hr,police,verify,signon,api").split(",") if door]
INSTALLED_APPS += [*(f"kartu.{door}" for door in DOORS), "kartu.entrance", "kartu.demo"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kartu.base.middleware.packed_pages",
    "kartu.base.middleware.without_nulls",
    "kartu.base.middleware.strict_headers",
    "kartu.base.middleware.own_scope",
    "kartu.base.middleware.readers_language",
    "kartu.base.middleware.senders_address",
    "kartu.base.middleware.size_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kartu.base.middleware.Refusals",
    "kartu.accounts.flood.Ceiling",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static", "kartu.base.templatetags.words"],
            "context_processors": ["django.template.context_processors.request", "kartu.base.pages.page_words"],
        },
    }
]
APPEND_SLASH = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("KARTU_STATIC") or DATA / "static")
STORAGES = {"staticfiles": {"BACKEND": "kartu.base.statics.NamedByContent"}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Bytes. Photos of documents are shrunk in the browser; this is for those that could not be.
LARGEST_UPLOAD = 25 * 1024 * 1024
LARGEST_FORM = 512 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_FORM
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Zero bits a browser has to find: 17 take a cheap phone about a second.
WORK_BITS = int(os.environ.get("KARTU_WORK_BITS", "17"))

# `__Host-` binds a cookie to this very host; browsers take it over https alone.
PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{PREFIX}sesi"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{PREFIX}formulir"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kartu.base.pages.stale_page"
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# One line a record, on standard error; messages carry ids and routes, never what a person typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "kartu": {"level": os.environ.get("KARTU_LOG", "INFO")},
        # Django's own lines about 4xx name the address, which may hold what a person typed.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
