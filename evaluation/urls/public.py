from django.urls import path

from evaluation.views import public, public_boxes

urlpatterns = [
    path("", public.home, name="public-home"),
    path("notices/", public.notices, name="public-notices"),
    path("notices/<int:pk>/", public.notice, name="public-notice"),
    path("accepted/", public.accepted, name="accepted"),
    path("verify/", public.verify_form, name="verify-form"),
    path("verify/<str:reference>/", public.verify, name="verify"),
    path("boxes/", public_boxes.boxes, name="public-boxes"),
    path("boxes/promises/", public_boxes.promises, name="public-promises"),
    path("boxes/<slug:uid>/", public_boxes.box, name="public-box"),
    path("boxes/<slug:uid>/bundle.json", public_boxes.bundle, name="box-bundle"),
    path("receipt/", public_boxes.receipt, name="receipt"),
]
