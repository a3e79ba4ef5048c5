from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "kartu.base"
    label = "base"
