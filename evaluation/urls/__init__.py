"""Addresses of the evaluation, a module for each family of pages."""

from evaluation.urls import (
    acceptance,
    answering,
    appraisal,
    communities,
    declarations,
    documents,
    evidence,
    home,
    planning,
    public,
    questionnaires,
    review,
    standards,
    surveys,
)

app_name = "evaluation"
urlpatterns = [
    *answering.urlpatterns,
    *public.urlpatterns,
    *home.urlpatterns,
    *communities.urlpatterns,
    *planning.urlpatterns,
    *standards.urlpatterns,
    *declarations.urlpatterns,
    *evidence.urlpatterns,
    *review.urlpatterns,
    *appraisal.urlpatterns,
    *questionnaires.urlpatterns,
    *surveys.urlpatterns,
    *acceptance.urlpatterns,
    *documents.urlpatterns,
]
