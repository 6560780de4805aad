"""Sample values for the page that shows every piece of the interface.

The page is looked at when a piece changes, and the tests look at it too (axe, both languages).
Everything in it is invented.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmony.shared import charts, clock
from harmony.shared.charts import Band, Estimate, Tile


class SampleForm(forms.Form):
    """One field of each kind."""

    households = forms.IntegerField(
        label=gettext_lazy("Households"), help_text=gettext_lazy("From the register on 1 January")
    )
    hearing = forms.DateField(label=gettext_lazy("Date of the hearing"))
    opens = forms.DateTimeField(label=gettext_lazy("Questionnaire opens"), required=False)
    street = forms.ChoiceField(
        label=gettext_lazy("Street"),
        choices=[("1", gettext_lazy("Wenfeng Street")), ("2", gettext_lazy("Beihu Street"))],
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Result of the examination"),
        choices=[("pass", gettext_lazy("Pass")), ("return", gettext_lazy("Return"))],
        widget=forms.RadioSelect,
    )
    methods = forms.MultipleChoiceField(
        label=gettext_lazy("Methods"),
        choices=[
            ("materials", gettext_lazy("Materials consulted")),
            ("visit", gettext_lazy("Site visit")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    statement = forms.CharField(
        label=gettext_lazy("What did you do, and what changed for residents?"),
        help_text=gettext_lazy("A few plain sentences."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.FileField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("PDF, JPG or PNG, up to 20 MB each."),
        required=False,
    )
    remind = forms.BooleanField(
        label=gettext_lazy("Send me a message when this is returned"), required=False
    )


class SampleFilter(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False)
    street = forms.ChoiceField(
        label=gettext_lazy("Street"),
        choices=[("", gettext_lazy("All streets")), ("1", gettext_lazy("Wenfeng Street"))],
        required=False,
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), choices=[("", gettext_lazy("Any level"))], required=False
    )


def sample_values() -> dict[str, Any]:
    """The whole context of ``templates/gallery.html``."""
    return {
        "today": clock.today(),
        "form": SampleForm(
            {"households": "3,412", "street": "1", "statement": _("Four hearings.")}
        ),
        "filter": SampleFilter(auto_id="filter_%s"),
        "page": Paginator(range(96), 25).page(2),
        "sort": "-composite",
        **_pieces(),
        **_charts(),
    }


def _pieces() -> dict[str, Any]:
    now = clock.now()
    return {
        "crumbs": [{"label": _("Communities"), "url": "#"}, {"label": _("Gallery"), "url": ""}],
        "chips": [{"label": _("Wenfeng Street"), "key": "street"}],
        "stats": [
            {"label": _("Reached the standard"), "value": 28, "unit": _("of 96")},
            {"label": _("Residents satisfied"), "value": "85.30", "unit": "± 0.9"},
            {"label": _("Need a decision"), "value": 3, "note": _("Open the list"), "url": "#"},
        ],
        "due": clock.today() + timedelta(days=6),
        "late": clock.today() - timedelta(days=2),
        "saved_at": now,
        "steps": [
            {"state": "done", "label": _("Self-examination"), "note": "92.50"},
            {"state": "now", "label": _("Street examination")},
            {"state": "todo", "label": _("Public notice")},
        ],
        "entries": [
            {"at": now, "text": _("Passed by the street"), "who": _("Wenfeng Street")},
            {
                "at": now - timedelta(days=3),
                "text": _("Returned by the street"),
                "reason": _("Add the signature page of the March training."),
                "is_return": True,
            },
            {"at": now - timedelta(days=7), "text": _("Submitted by the community")},
        ],
        "groups": [{"title": _("Grassroots democracy"), "note": "1/6", "tasks": _tasks()}],
        "job": {
            "title": _("Making 20 certificates, 13 done"),
            "done": 13,
            "total": 20,
            "problem": _("One has a problem."),
            "is_running": True,
        },
        "files": [
            {"name": "Hearing-minutes.pdf", "note": "4.1 MB", "url": "#"},
            {"name": "Meeting.docx", "problem": _("The file is password protected.")},
        ],
    }


def _tasks() -> list[dict[str, Any]]:
    states = ["done", "in_progress", "problem", "todo", "locked", "not_applicable", "blocked"]
    reachable = states[:4]
    return [
        {
            "code": f"B{number}",
            "label": _("The three meetings are held"),
            "url": f"#B{number}" if state in reachable else "",
            "state": state,
            "current": state == "in_progress",
        }
        for number, state in enumerate(states, start=1)
    ]


def _charts() -> dict[str, Any]:
    names = {
        "excellent": _("Excellent"),
        "good": _("Good"),
        "qualified": _("Qualified"),
        "not_yet": _("Not yet"),
        "evaluating": _("In evaluation"),
        "returned": _("Returned"),
        "under_way": _("Under way"),
        "late": _("Late"),
        "not_started": _("Not started"),
    }
    paints = {"excellent": "f3", "good": "f2", "qualified": "f1", "not_yet": "f0"}
    bands = {key: Band(key, names[key], paint) for key, paint in paints.items()}
    sentence = _("%(label)s: %(value)s of %(full)s points")
    return {
        "mosaic": charts.mosaic(
            [Tile(kind, names.get(kind, names["evaluating"])) for kind in charts.TILES],
            title=_("Every kind of tile"),
            names=names,
        ),
        "mosaic_legend": charts.legend(names),
        "stacked": charts.stacked(
            [
                (_("Beihu"), {"excellent": 3, "good": 6, "qualified": 2, "not_yet": 1}),
                (_("Dongguan"), {"good": 4, "qualified": 5, "not_yet": 3}),
            ],
            list(bands.values()),
        ),
        "stacked_legend": charts.legend({key: names[key] for key in bands}, bars=True),
        "ci_dots": charts.ci_dots(
            [
                Estimate(_("Beihu"), Decimal("91.2"), Decimal("89.4"), Decimal("93.0"), 1412),
                Estimate(_("Dongguan"), Decimal("79.5"), Decimal("76.1"), Decimal("82.9"), 604),
            ],
            target=85,
            target_label=_("Target 85"),
            count_label=_("replies"),
        ),
        "scale": charts.scale(
            Decimal("88.40"),
            [
                (60, 70, bands["not_yet"]),
                (70, 80, bands["qualified"]),
                (80, 90, bands["good"]),
                (90, 100, bands["excellent"]),
            ],
            title=_("88.40 is good; excellent begins at 90"),
            need=90,
            need_label=_("1.60 to go"),
        ),
        "floorbars": charts.floorbars(
            [(_("Organisation"), Decimal("92.5")), (_("Environment"), Decimal("84.1"))],
            85,
            floor_label=_("Floor 85%"),
        ),
        "planbars": charts.planbars([("2025", 20, 20), ("2026", 28, 60), ("2027", None, 96)], 96),
        "gainbars": charts.gainbars(
            [(_("Organisation"), Decimal("18.5"), 20), (_("Environment"), Decimal("18.5"), 22)],
            sentence=sentence,
        ),
        "strip": charts.strip(
            [Decimal(3), Decimal("4.5"), 4, 4, 5],
            Decimal("3.5"),
            low=0,
            high=5,
            title=_("Scores of six communities from 3 to 5; this one 3.5"),
        ),
        "numbers_head": [_("Street"), _("Excellent"), _("Good")],
        "numbers_rows": [[_("Beihu"), 3, 6], [_("Dongguan"), 0, 4]],
    }
