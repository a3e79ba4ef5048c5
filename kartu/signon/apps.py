from django.apps import AppConfig


class SignonConfig(AppConfig):
    name = "kartu.signon"
    label = "signon"
