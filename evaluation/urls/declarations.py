from django.urls import path

from evaluation.views import (
    declarations,
    dossiers,
    examination,
    examination_queue,
    handing_up,
    indicators,
    presence,
    rounds,
    self_examination,
    sharing,
)

urlpatterns = [
    path("declarations/", declarations.listing, name="declarations"),
    path("declarations/<int:pk>/", self_examination.declaration, name="declaration"),
    path(
        "declarations/<int:pk>/criteria/<str:code>/",
        self_examination.criterion,
        name="criterion-entry",
    ),
    path("declarations/<int:pk>/indicators/<str:code>/", indicators.indicator, name="indicator"),
    path("declarations/<int:pk>/presence/<str:code>/", presence.here, name="presence"),
    path("declarations/<int:pk>/people/", sharing.share, name="share"),
    path("declarations/<int:pk>/submit/", handing_up.hand_up, name="hand-up"),
    path(
        "declarations/<int:pk>/hand-ups/<int:number>/",
        handing_up.receipt,
        name="receipt",
    ),
    path("declarations/<int:pk>/hand-ups/<int:number>/content/", rounds.content, name="round"),
    path(
        "declarations/<int:pk>/hand-ups/<int:number>/changes/",
        rounds.changes,
        name="round-changes",
    ),
    path(
        "declarations/<int:pk>/hand-ups/<int:number>/dossier/",
        dossiers.order,
        name="order-dossier",
    ),
    path("declarations/<int:pk>/steps/<slug:name>/", handing_up.step, name="take-step"),
    path("examination/", examination_queue.queue, name="examination"),
    path("examination/<int:pk>/", examination.examine, name="examine"),
    path("examination/<int:pk>/pass/", examination.confirm_pass, name="examine-pass"),
    path("examination/<int:pk>/return/", examination.confirm_return, name="examine-return"),
    path("review/<int:pk>/return/", examination.office_check, name="office-return"),
    path(
        "review/<int:pk>/return/confirm/",
        examination.office_confirm_return,
        name="office-return-confirm",
    ),
]
