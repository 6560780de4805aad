"""An empty database for a proof: SQLite in the proof's own folder, or the one of DATABASE_URL."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def prepare() -> None:
    """Bring it up to date, and let codes be derived at the lowest cost: what is proved of a box
    does not depend on it."""
    settings.CODE_COST = settings.PASSPHRASE_COST = 1
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    print(f"on {connection.vendor}")
