from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kartu.api"
    label = "api"
