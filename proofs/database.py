"""An empty database for a proof: SQLite in the proof's own folder, or the one of DATABASE_URL."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection

MEANT_FOR_IT = ("proof", "test")


class NotMeantForIt(Exception):
    """A proof empties its database, so it takes none that is not named for it."""


def prepare() -> None:
    """Bring it up to date and empty it, and let codes be derived at the lowest cost: what is
    proved of a box does not depend on it.

    Raises NotMeantForIt for a server's database whose name has neither “proof” nor “test”.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" and not any(word in name for word in MEANT_FOR_IT):
        raise NotMeantForIt(f"“{name}” would be emptied. Name a database for proofs.")
    settings.CODE_COST = settings.PASSPHRASE_COST = 1
    # People are made by the hundred, and nobody signs in: a slow hash would take most of the time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    print(f"on {connection.vendor}")
