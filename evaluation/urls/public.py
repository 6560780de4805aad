from django.urls import path

from evaluation.views import public

urlpatterns = [
    path("", public.home, name="public-home"),
    path("notices/", public.notices, name="public-notices"),
    path("notices/<int:pk>/", public.notice, name="public-notice"),
    path("accepted/", public.accepted, name="accepted"),
    path("verify/", public.verify_form, name="verify-form"),
    path("verify/<str:reference>/", public.verify, name="verify"),
]
