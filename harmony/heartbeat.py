"""The worker's sign of life, and its first round.

The sign goes the whole way a paper would go: the scheduler sends a message,
the broker carries it, the worker takes it and touches a file.
"""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings


@shared_task(name="harmony.beat")
def beat() -> None:
    settings.HEARTBEAT_FILE.touch()


@worker_ready.connect
def do_everything_scheduled_once(sender: Any, **kwargs: Any) -> None:
    """What was owed while no worker ran is looked after now, not at the next round."""
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        sender.app.send_task(entry["task"])
