from datetime import timedelta

import pytest
from django.conf import settings

from communities.models import Role
from evaluation.declarations.resuming import begin
from evaluation.models import Upload
from harmony.shared import clock
from tasks.uploads import sweep_uploads

pytestmark = pytest.mark.django_db


def test_what_is_left_lying_for_a_day_is_swept_away(community, person):
    begin(community, by=person(Role.COMMUNITY_WORKER), name="a.txt", size=9)
    assert sweep_uploads() == 0

    with clock.at(clock.now() + timedelta(days=2)):
        assert sweep_uploads() == 1

    assert not Upload.objects.exists()


def test_it_is_on_the_schedule():
    names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]

    assert sweep_uploads.name in names
