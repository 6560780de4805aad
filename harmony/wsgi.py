"""What a web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")

YOUNG_OBJECTS = 50_000


def look_for_garbage_less_often() -> None:
    """Spare what was loaded from every collection, and collect after 50,000 new objects.

    Building a page makes some ten thousand objects and hardly a cycle; with Python's 700, a
    seventh of the time of a list went into looking for cycles. Costs a few megabytes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)


application = get_wsgi_application()
look_for_garbage_less_often()
