"""A bare Django view that inserts one row: what the same stack does with no work in it."""

import django
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 -- after the settings are there
from django.db import connection  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

with connection.cursor() as cursor:
    kind = "bigserial" if connection.vendor == "postgresql" else "integer"
    cursor.execute(f"CREATE TABLE IF NOT EXISTS bare (id {kind} PRIMARY KEY, text varchar(40))")
connection.close()


@csrf_exempt
def insert(request):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare (text) VALUES (%s)", ["a row"])
    return HttpResponse("done")


urlpatterns = [path("", insert)]
settings.ROOT_URLCONF = "benchmarks.bare"
settings.MIDDLEWARE = []
application = WSGIHandler()
