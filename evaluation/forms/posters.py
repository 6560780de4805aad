"""How large posters are, and of which stage."""

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Stage


class PosterForm(forms.Form):
    size = forms.ChoiceField(label=_("Size of the paper"), choices=[("A4", "A4"), ("A3", "A3")])


class StageField(forms.ModelChoiceField):
    def label_from_instance(self, stage: Stage) -> str:
        return f"{stage.label} · {stage.title}"


class StagePosterForm(PosterForm):
    """The stages are those with questionnaires that can be answered now."""

    stage = StageField(Stage.objects.none(), label=_("Stage"), empty_label=None)
    field_order = ("stage", "size")

    def __init__(self, *args, stages, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages
