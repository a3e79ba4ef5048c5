from django.apps import AppConfig


class HrConfig(AppConfig):
    name = "kartu.hr"
    label = "hr"
