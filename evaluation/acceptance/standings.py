"""Communities with where they stand and how they came out, as far as a person may see it."""

from collections.abc import Sequence

from django.db.models import Case, CharField, F, FilteredRelation, IntegerField, Q, Subquery, When
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce

from communities.models import Place
from communities.places.models import PlaceQuerySet
from evaluation.acceptance.models import Level, Result
from evaluation.declarations.models import DeclarationQuerySet
from evaluation.declarations.standing import due_by, next_deadline
from evaluation.declarations.states import State


def communities_of(user) -> PlaceQuerySet:
    """The communities that this person may read."""
    return Place.objects.visible_to(user).communities()


def joined(places: PlaceQuerySet, declarations: DeclarationQuerySet, name: str) -> PlaceQuerySet:
    """The places, each joined with its declaration among these, or with none.

    There must be at most one a community among them.
    """
    # Subquery, because FilteredRelation refuses a queryset: that might refer to the outer
    # query. This one does not.
    keys = Subquery(declarations.order_by().values("pk"))
    # The second half holds for no row. Who may read no declaration has a first half that Django
    # knows to be empty, and without the second it would leave out the communities as well.
    among = Q(declarations__in=keys) | Q(declarations__state="")
    return places.annotate(**{name: FilteredRelation("declarations", condition=among)})


def with_due(places: PlaceQuerySet, name: str) -> PlaceQuerySet:
    """``<name>_due`` is when the joined declaration should have moved on."""
    places = places.alias(**{f"{name}_deadline": next_deadline(name)})
    return places.alias(**{f"{name}_due": due_by(name, f"{name}_deadline")})


def result_is_seen(user, name: str) -> Q:
    """Whether this person may read the result of the joined declaration."""
    return Q(**{f"{name}__result__in": Result.objects.visible_to(user).order_by().values("pk")})


def with_outcome(places: PlaceQuerySet, user, name: str) -> PlaceQuerySet:
    """``<name>_level``, ``_composite`` and ``_residents``, empty where the reader may not see.

    A decided level is known to everybody who sees the declaration; the rest is as
    ``Result.visible_to`` says.
    """
    seen = result_is_seen(user, name)
    shown = {
        field: Case(When(seen, then=F(f"{name}__result__{field}")))
        for field in ("level", "composite", "residents")
    }
    return places.alias(
        **{
            f"{name}_level": Coalesce(
                F(f"{name}__decision__level"), shown["level"], output_field=CharField()
            ),
            f"{name}_composite": shown["composite"],
            f"{name}_residents": shown["residents"],
        }
    )


def rank(field: str, values: Sequence[str]) -> Case:
    """The place of the field's value in the sequence, for sorting by meaning."""
    return Case(
        *(When(Q(**{field: value}), then=Constant(n)) for n, value in enumerate(values)),
        output_field=IntegerField(),
    )


def state_rank(name: str) -> Case:
    """The further along, the higher."""
    return rank(f"{name}__state", State.values)


def level_rank(name: str) -> Case:
    """The better, the higher."""
    return rank(f"{name}_level", list(reversed(Level.values)))
