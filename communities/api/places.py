"""Places over HTTP, read only: what this person may see."""

import django_filters
from rest_framework import serializers, viewsets

from communities.models import CommunityClass, Place, Tier, Title
from communities.places.models import PlaceQuerySet


class PlaceSerializer(serializers.ModelSerializer):
    parent = serializers.CharField(source="parent.code", read_only=True, default=None)

    class Meta:
        model = Place
        fields = [
            "code",
            "tier",
            "parent",
            "official_name",
            "name_zh",
            "name_en",
            "community_class",
            "title",
            "households",
            "population",
        ]


class PlaceFilter(django_filters.FilterSet):
    """Places by tier, class, title, or beneath a code."""

    tier = django_filters.ChoiceFilter(choices=Tier.choices)
    community_class = django_filters.ChoiceFilter(choices=CommunityClass.choices)
    title = django_filters.ChoiceFilter(choices=Title.choices)
    within = django_filters.CharFilter(field_name="code", lookup_expr="startswith")

    class Meta:
        model = Place
        fields = ["tier", "community_class", "title", "within"]


class PlaceViewSet(viewsets.ReadOnlyModelViewSet):
    """Districts, streets and communities."""

    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    lookup_field = "code"
    lookup_value_regex = r"\d{4,12}"
    queryset = Place.objects.none()

    def get_queryset(self) -> PlaceQuerySet:
        return Place.objects.visible_to(self.request.user).select_related("parent")
