"""What residents see. It comes first: addresses are tried in turn, and thousands ask for it."""

from django.urls import path

from evaluation.views import answering, complaining, kiosks

urlpatterns = [
    path("q", answering.answer, name="answer"),  # as short as a QR code likes it
    path("q/", answering.answer),
    path("q/complaint", complaining.complain, name="complain"),
    path("q/kiosk/<str:token>/", kiosks.kiosk, name="kiosk"),
]
