from django.apps import AppConfig


class ReplacementsConfig(AppConfig):
    name = "kartu.replacements"
    label = "replacements"
    default_auto_field = "django.db.models.BigAutoField"
