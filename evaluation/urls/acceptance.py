from django.urls import path

from evaluation.views import certificates, decisions, notices, overview

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("publish/", notices.listing, name="notices"),
    path("publish/<int:stage_pk>/new/", notices.publish, name="publish-notice"),
    path("decisions/", decisions.listing, name="decisions"),
    path("decisions/<int:pk>/", decisions.decide, name="decide"),
    path("certificates/", certificates.listing, name="certificates"),
    path("certificates/export/", certificates.export, name="export-certificates"),
    path("certificates/<int:pk>/withdraw/", certificates.withdraw, name="withdraw-certificate"),
]
