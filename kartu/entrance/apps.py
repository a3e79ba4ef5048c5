from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "kartu.entrance"
    label = "entrance"
