import pytest
from django.conf import settings as configured
from django.urls import reverse

from tests.factories.people import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lockout")]

HOME, CAFE = "203.0.113.7", "203.0.113.8"


def sign_in(client, user, password, *, address=HOME):
    return client.post(
        reverse("login"), {"username": user.username, "password": password}, REMOTE_ADDR=address
    )


def test_five_wrong_passwords_close_the_door_even_to_the_right_one(client):
    user = UserFactory()
    for _ in range(configured.AXES_FAILURE_LIMIT):
        sign_in(client, user, "wrong")

    response = sign_in(client, user, PASSWORD)

    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_neither_the_neighbour_nor_another_address_is_locked_out(client):
    user, neighbour = UserFactory.create_batch(2)
    for _ in range(configured.AXES_FAILURE_LIMIT):
        sign_in(client, user, "wrong")

    assert sign_in(client, neighbour, PASSWORD).status_code == 302
    client.logout()
    assert sign_in(client, user, PASSWORD, address=CAFE).status_code == 302
