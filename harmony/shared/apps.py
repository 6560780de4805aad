from django.apps import AppConfig


class SharedConfig(AppConfig):
    """The ground: holds no tables, only what every app may stand on."""

    name = "harmony.shared"
    label = "shared"
