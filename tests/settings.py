"""The portal's own settings, on a folder and a database that last as long as the tests.

``HARMONY_TEST_DATABASE_URL`` and ``HARMONY_TEST_REDIS_URL`` run the same tests on
PostgreSQL and Redis.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="harmony-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)


def _redis_of_this_process() -> str:
    """Each process of pytest-xdist empties a database of its own, counting down from the one
    named: one process would empty the other's counts in the middle of a test."""
    address = os.environ.get("HARMONY_TEST_REDIS_URL", "")
    server, _, number = address.rpartition("/")
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    is_numbered = number.isdigit() and int(number) >= place
    return f"{server}/{int(number) - place}" if is_numbered else address


# Whatever the developer's own portal is told, the tests are told this.
for _name in [name for name in os.environ if name.startswith("HARMONY_") and "_TEST_" not in name]:
    del os.environ[_name]
os.environ |= {
    "HARMONY_DATA": str(_folder),
    "HARMONY_SAMPLE": "no",
    "PORT": "8000",
    "DATABASE_URL": os.environ.get("HARMONY_TEST_DATABASE_URL", ""),
    "REDIS_URL": _redis_of_this_process(),
}

from harmony.settings import *  # noqa: E402, F403 -- after the environment is set

# A file, so that the server of the browser journeys has connections of its own.
if not os.environ["DATABASE_URL"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 -- a kept connection holds a dropped database

CODE_COST = 1
PASSPHRASE_COST = 1
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and only here
ALLOWED_HOSTS = ["*"]
AXES_ENABLED = False  # the tests of the lockout switch it on
WHITENOISE_AUTOREFRESH = True  # looks files up when asked, not all of them at the start
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
