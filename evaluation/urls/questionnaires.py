"""Texts of the questionnaire: taken in, edited, compared, published."""

from django.urls import path

from evaluation.views import (
    questionnaire_acts,
    questionnaire_editor,
    questionnaire_history,
    questionnaire_versions,
    questionnaires,
)

urlpatterns = [
    path("questionnaires/", questionnaires.listing, name="questionnaires"),
    path("questionnaires/import/", questionnaires.take_in, name="questionnaire-import"),
    path(
        "questionnaires/take-in/", questionnaires.take_in_confirmed, name="questionnaire-take-in"
    ),
    path("questionnaires/<int:pk>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<int:pk>/preview/", questionnaires.preview, name="questionnaire-preview"),
    path(
        "questionnaires/<int:pk>/publish/",
        questionnaire_versions.publish,
        name="questionnaire-publish",
    ),
    path("questionnaires/<int:pk>/copy/", questionnaire_versions.copy, name="questionnaire-copy"),
    path(
        "questionnaires/<int:pk>/discard/",
        questionnaire_versions.discard,
        name="questionnaire-discard",
    ),
    path(
        "questionnaires/<int:pk>/questionnaire.yaml",
        questionnaire_versions.export,
        name="questionnaire-export",
    ),
    path(
        "questionnaires/<int:pk>/history/",
        questionnaire_history.history,
        name="questionnaire-history",
    ),
    path(
        "questionnaires/<int:pk>/compare/",
        questionnaire_history.compare,
        name="questionnaire-compare",
    ),
    path("questionnaires/<int:pk>/edit/", questionnaire_editor.outline, name="questionnaire-edit"),
    path(
        "questionnaires/<int:pk>/edit/add/",
        questionnaire_acts.add,
        name="questionnaire-add-item",
    ),
    path(
        "questionnaires/<int:pk>/edit/section/",
        questionnaire_acts.move_section,
        name="questionnaire-move-section",
    ),
    path(
        "questionnaires/<int:pk>/edit/item/<str:key>/",
        questionnaire_editor.item,
        name="questionnaire-edit-item",
    ),
    path(
        "questionnaires/<int:pk>/edit/item/<str:key>/move/",
        questionnaire_acts.move,
        name="questionnaire-move-item",
    ),
    path(
        "questionnaires/<int:pk>/edit/item/<str:key>/remove/",
        questionnaire_acts.remove,
        name="questionnaire-remove-item",
    ),
    path(
        "questionnaires/<int:pk>/edit/<slug:name>/",
        questionnaire_editor.part,
        name="questionnaire-edit-part",
    ),
]
