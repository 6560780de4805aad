"""Two streets that are reported on."""

import pytest

from tests.factories import StreetFactory


@pytest.fixture
def beihu(district):
    return StreetFactory(parent=district, name_zh="北湖街道", name_en="Beihu Street")


@pytest.fixture
def jinlan(district):
    return StreetFactory(parent=district, name_zh="锦澜街道", name_en="Jinlan Street")
