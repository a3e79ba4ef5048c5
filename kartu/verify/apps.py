from django.apps import AppConfig


class VerifyConfig(AppConfig):
    name = "kartu.verify"
    label = "verify"
