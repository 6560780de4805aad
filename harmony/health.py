"""Whether the portal works: for load balancers, containers and the person on duty."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harmony.connections import no_retry

SECONDS_OF_SILENCE = 120  # the scheduler asks for a sign every 30
SECONDS_FOR_REDIS = 1


def web_works() -> bool:
    """It does: it is answering."""
    return True


def database_works() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return False
    return True


def broker_works() -> bool:
    """Whether a message could be left for the worker; answers within about a second."""
    if not settings.REDIS_URL:
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        return os.access(folder, os.W_OK)

    from redis import Redis, RedisError  # noqa: PLC0415 -- heavy, and idle without Redis

    try:
        with Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=SECONDS_FOR_REDIS,
            socket_timeout=SECONDS_FOR_REDIS,
            retry=no_retry(),
        ) as redis:
            redis.ping()
    except RedisError:
        return False
    return True


def worker_works() -> bool:
    """Whether the worker gave a sign of life lately, by the machine's time, not the portal's."""
    try:
        last = settings.HEARTBEAT_FILE.stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - last <= SECONDS_OF_SILENCE


PARTS: dict[str, Callable[[], bool]] = {
    "web": web_works,
    "database": database_works,
    "broker": broker_works,
    "worker": worker_works,
}


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Each part with “ok” or “failing”; status 503 as soon as one fails.

    ``?part=web`` asks for one only, so that a container is not restarted for
    what another one lacks.
    """
    asked = request.GET.getlist("part") or list(PARTS)
    if unknown := [name for name in asked if name not in PARTS]:
        return JsonResponse({"unknown": unknown, "parts": list(PARTS)}, status=400)
    parts = {name: "ok" if PARTS[name]() else "failing" for name in asked}
    works = set(parts.values()) == {"ok"}
    answer = {"status": "ok" if works else "failing", "parts": parts}
    response = JsonResponse(answer, status=200 if works else 503)
    # Asked every few seconds, it would fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
