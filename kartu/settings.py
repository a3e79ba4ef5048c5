"""Settings, all from the environment; a bad one refuses to start.

DATABASE_URL names the application's role, DATABASE_OWNER_URL the role that migrates. When unset, the command line
starts the embedded server and sets both (see kartu/base/database.py).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from kartu.base.database import data_folder, django_database
from kartu.base.profile import load_profile

DATA = data_folder()
KEYS = Path(os.environ.get("KARTU_KEYS") or DATA / "keys")
PROFILE = load_profile(Path(os.environ.get("KARTU_PROFILE") or Path(__file__).parent / "fund" / "balai.toml"))

# A process of its own may make up its own key; processes that share sessions get it by the environment.
SECRET_KEY = os.environ.get("KARTU_SECRET_KEY") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS: list[str] = os.environ.get("KARTU_HOSTS", "localhost,127.0.0.1").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "procrastinate.contrib.django",
    "kartu.base",
    "kartu.audit",
    "kartu.notifications",
    "kartu.registry",
    "kartu.accounts",
    "kartu.cards",
    "kartu.replacements",
]

DATABASES = {"default": django_database("DATABASE_URL"), "owner": django_database("DATABASE_OWNER_URL")}
# The owner's connection migrates the very same database; the tests must not build a second one for it.
DATABASES["owner"]["TEST"] = {"MIRROR": "default"}

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "kartu.urls"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = PROFILE.language
COMMAND_LANGUAGE = os.environ.get("KARTU_LANGUAGE", PROFILE.language)
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]

# smtp://user:password@host:port/?from=name@domain&tls=start; without it messages go to a folder (for trying out).
EMAIL_URL = os.environ.get("EMAIL_URL", "")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
