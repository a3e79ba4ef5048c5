from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kartu.portal"
    label = "portal"
