"""Accepted results over HTTP, read only."""

import django_filters
from rest_framework import serializers, viewsets

from evaluation.acceptance.models import ResultQuerySet
from evaluation.models import ACCEPTING_LEVELS, Level, Result, State


class AcceptedSerializer(serializers.ModelSerializer):
    """Points are of 100, as decimal strings; the rate is in percent."""

    community = serializers.CharField(source="declaration.community.code", read_only=True)
    community_name = serializers.CharField(source="declaration.community.name_zh", read_only=True)
    year = serializers.IntegerField(source="declaration.stage.year", read_only=True)
    level = serializers.CharField(source="declaration.decision.level", read_only=True)
    certificate = serializers.CharField(
        source="declaration.decision.certificate.reference", read_only=True, default=None
    )

    class Meta:
        model = Result
        fields = [
            "community",
            "community_name",
            "year",
            "level",
            "professional",
            "residents",
            "composite",
            "satisfaction_rate",
            "certificate",
        ]


class AcceptedFilter(django_filters.FilterSet):
    """Results by year, level, or beneath a code."""

    year = django_filters.NumberFilter(
        field_name="declaration__stage__year", min_value=1900, max_value=9999
    )
    level = django_filters.ChoiceFilter(
        field_name="declaration__decision__level",
        choices=[(level.value, level.label) for level in ACCEPTING_LEVELS],
    )
    within = django_filters.CharFilter(
        field_name="declaration__community__code", lookup_expr="startswith"
    )

    class Meta:
        model = Result
        fields = ["year", "level", "within"]


class AcceptedViewSet(viewsets.ReadOnlyModelViewSet):
    """Results of communities that the leading group has accepted."""

    serializer_class = AcceptedSerializer
    filterset_class = AcceptedFilter
    lookup_field = "declaration__community__code"
    lookup_url_kwarg = "community"
    lookup_value_regex = r"\d{12}"
    queryset = Result.objects.none()

    def get_queryset(self) -> ResultQuerySet:
        rows = Result.objects.visible_to(self.request.user)
        return (
            rows.filter(declaration__state=State.ACCEPTED)
            .exclude(declaration__decision__level=Level.NOT_YET)
            .select_related(
                "declaration__community",
                "declaration__stage",
                "declaration__decision__certificate",
            )
            .order_by("declaration__stage__ordinal", "declaration__community__code")
        )
