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

# Whatever the developer's own portal is told, the tests are told this.
for _name in [name for name in os.environ if name.startswith("HARMONY_") and "_TEST_" not in name]:
    del os.environ[_name]
os.environ |= {
    "HARMONY_DATA": str(_folder),
    "HARMONY_SAMPLE": "no",
    "PORT": "8000",
    "DATABASE_URL": os.environ.get("HARMONY_TEST_DATABASE_URL", ""),
    "REDIS_URL": os.environ.get("HARMONY_TEST_REDIS_URL", ""),
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
