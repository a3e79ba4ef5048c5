from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kartu.demo"
    label = "demo"
