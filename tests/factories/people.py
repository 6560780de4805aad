"""People and the posts they hold."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory, Password

from communities.models import Post, Role, User
from harmony.shared import clock
from tests.factories.places import CommunityFactory

PASSWORD = "paper-lantern-over-water"


class UserFactory(DjangoModelFactory):
    """A person without a post, who signs in with ``PASSWORD``."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = Password(PASSWORD)


class PostFactory(DjangoModelFactory):
    """A post in force since last month; a community worker's, unless told otherwise."""

    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    role = Role.COMMUNITY_WORKER
    place = factory.SubFactory(CommunityFactory)
    department = None
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=30))


class AdministratorFactory(UserFactory):
    class Meta:
        skip_postgeneration_save = True

    post = factory.RelatedFactory(
        PostFactory, factory_related_name="user", role=Role.ADMINISTRATOR, place=None
    )
