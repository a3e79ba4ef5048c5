from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kartu.desk"
    label = "desk"
