"""Declarations over HTTP, read only: what this person may see."""

import django_filters
from rest_framework import serializers, viewsets

from evaluation.declarations.models import DeclarationQuerySet
from evaluation.models import Declaration, State


class DeclarationSerializer(serializers.ModelSerializer):
    community = serializers.CharField(source="community.code", read_only=True)
    community_name = serializers.CharField(source="community.name_zh", read_only=True)
    street = serializers.CharField(source="community.parent.code", read_only=True)
    year = serializers.IntegerField(source="stage.year", read_only=True)

    class Meta:
        model = Declaration
        fields = ["id", "community", "community_name", "street", "year", "state", "state_since"]


class DeclarationFilter(django_filters.FilterSet):
    """Declarations by year, state, or beneath a code."""

    year = django_filters.NumberFilter(field_name="stage__year", min_value=1900, max_value=9999)
    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    within = django_filters.CharFilter(field_name="community__code", lookup_expr="startswith")

    class Meta:
        model = Declaration
        fields = ["year", "state", "within"]


class DeclarationViewSet(viewsets.ReadOnlyModelViewSet):
    """Declarations with their state; their contents are not given out here."""

    serializer_class = DeclarationSerializer
    filterset_class = DeclarationFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = Declaration.objects.none()

    def get_queryset(self) -> DeclarationQuerySet:
        rows = Declaration.objects.visible_to(self.request.user)
        return rows.for_listing().order_by("stage__ordinal", "community__code", "pk")
