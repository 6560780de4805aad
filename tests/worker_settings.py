"""For a worker of its own process that works on the database of the running test."""

import os

from harmony.settings import *  # noqa: F403 -- the portal's own settings

DATABASES["default"]["NAME"] = os.environ["HARMONY_TEST_DATABASE_NAME"]  # noqa: F405
