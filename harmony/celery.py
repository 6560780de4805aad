"""The background side of the portal: where Celery finds its settings and its tasks."""

import os

from celery import Celery

from harmony import file_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")

file_queue.take_over()
app = Celery("harmony")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tasks"], related_name="making")
app.autodiscover_tasks(["tasks"], related_name="closing")
app.autodiscover_tasks(["tasks"], related_name="uploads")
app.autodiscover_tasks(["harmony"], related_name="heartbeat")
