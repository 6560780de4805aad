"""From an address in the environment to what Django and Celery want to know."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECONDS_TO_CONNECT = 3

SQLITE_START = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA foreign_keys=ON;
"""


def database(url: str, folder: Path) -> dict[str, Any]:
    """The database at this address, or the file in the folder when there is no address."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "harmony.sqlite3",
            "CONN_MAX_AGE": 600,
            # IMMEDIATE takes the write lock at the start, so two writers wait for
            # each other instead of one of them failing half-way.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_START,
            },
        }
    parts = _parts("DATABASE_URL", url, {"postgres", "postgresql"})
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "harmony",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": SECONDS_TO_CONNECT, **dict(parse_qsl(parts.query))},
    }


def broker(url: str, folder: Path) -> tuple[str, dict[str, Any]]:
    """Celery's broker at this address, or a queue of files in the folder."""
    if url:
        _parts("REDIS_URL", url, {"redis", "rediss"})
        return url, {
            "visibility_timeout": 3600,
            "socket_connect_timeout": SECONDS_TO_CONNECT,
            "socket_timeout": 30,
            # Whoever leaves a message is a person waiting for a page: once more, then give up.
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
        }
    folders = {name: folder / "queue" / name for name in ("waiting", "taken", "control")}
    for path in folders.values():
        path.mkdir(parents=True, exist_ok=True)
    return "filesystem://localhost", {
        "data_folder_in": str(folders["waiting"]),
        "data_folder_out": str(folders["waiting"]),
        # Without a folder of its own, what is taken passes through the system's /tmp.
        "store_processed": True,
        "processed_folder": str(folders["taken"]),
        "control_folder": str(folders["control"]),
        "polling_interval": 0.1,
    }


def cache(url: str, folder: Path) -> dict[str, Any]:
    """A cache that the web and the worker share."""
    if url:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": {
                "socket_connect_timeout": SECONDS_TO_CONNECT,
                "socket_timeout": SECONDS_TO_CONNECT,
                "retry": no_retry(),  # a page is not to wait for a cache
            },
        }
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder / "cache",
    }


def no_retry() -> Any:
    """Redis asked once: whoever asks has something better to do than to wait."""
    from redis.backoff import NoBackoff  # noqa: PLC0415 -- heavy, and idle without Redis
    from redis.retry import Retry  # noqa: PLC0415 -- the same

    return Retry(NoBackoff(), 0)


def _parts(name: str, url: str, schemes: set[str]):
    """The parts of an address; a wrong one is told without repeating its password."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- read for its check: it raises for a port that is no number
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not an address.") from None
    if parts.scheme not in schemes:
        begins = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise ImproperlyConfigured(f"{name} should begin with {begins}.")
    return parts
