"""Reading settings from the environment, and saying plainly when one is wrong."""

import os

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str | None = None) -> str:
    """The text of a setting. Set to nothing is the same as not set, as in a compose file."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. The settings are listed in .env.example.")
    return value


def env_flag(name: str, default: str = "no") -> bool:
    value = env(name, default)
    if value not in {"yes", "no"}:
        raise ImproperlyConfigured(f"{name} is “{value}”. Write yes or no.")
    return value == "yes"


def env_number(name: str, default: str = "0") -> int:
    value = env(name, default)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is “{value}”. Write a whole number.") from None


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]
