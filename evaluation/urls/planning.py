from django.urls import path

from evaluation.views import calendar, planning, programme, stages

urlpatterns = [
    path("programme/", programme.overview, name="programme"),
    path("programme/new/", programme.new, name="programme-new"),
    path("programme/<int:pk>/edit/", programme.edit, name="programme-edit"),
    path("programme/<int:programme_pk>/stages/new/", stages.new, name="stage-new"),
    path("programme/stages/<int:pk>/", stages.stage, name="stage"),
    path("programme/stages/<int:pk>/edit/", stages.edit, name="stage-edit"),
    path("programme/stages/<int:pk>/shift/", stages.shift, name="shift-deadline"),
    path("programme/plan/", planning.plan, name="plan"),
    path("programme/calendar/", calendar.calendar, name="calendar"),
    path("programme/calendar/<int:pk>/remove/", calendar.remove, name="calendar-remove"),
]
