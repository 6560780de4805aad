"""Making the sample district: places, people, programme, standard, and three stages played."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import yaml
from django.conf import settings
from django.db import transaction

from communities.models import Deadline, Place, Programme, Stage
from communities.places import classify
from communities.places.reading import read_places
from communities.places.services import import_places
from communities.programme.reading import read_programme
from communities.programme.services import import_programme, set_stage
from evaluation.acceptance.services import accept, not_accept, publish_notice
from evaluation.models import Declaration, Level
from evaluation.standards import services as standards
from evaluation.standards.basis import set_basis
from evaluation.steps import take_step
from evaluation.surveys import questionnaires
from harmony.shared import clock
from tasks.sample import district as sample
from tasks.sample.people import Cast, make_liaisons, make_people
from tasks.sample.play import Player
from tasks.sample.script import Calendar, Part, Reach, moment, parts

DATA = Path(settings.BASE_DIR) / "data"
SEED = 20250701
DAYS_OF_A_STAGE = 365
