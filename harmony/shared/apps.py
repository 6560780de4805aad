from django.apps import AppConfig

from harmony.shared.form_words import speak_our_words


class SharedConfig(AppConfig):
    """The ground: holds no tables, only what every app may stand on."""

    name = "harmony.shared"
    label = "shared"

    def ready(self) -> None:
        speak_our_words()
