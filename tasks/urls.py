"""Addresses of what is printed while somebody waits."""

from django.urls import path

from tasks import box_views, poster_views, replacing, views

app_name = "tasks"
urlpatterns = [
    path("surveys/<int:pk>/slips/", views.slips, name="slips"),
    path("surveys/<int:pk>/slips/<int:batch>/", views.slips_again, name="slips-again"),
    path("surveys/<int:pk>/replacement/", replacing.replacement, name="replacement"),
    path("surveys/<int:pk>/posters/", poster_views.posters, name="posters"),
    path("surveys/posters/", poster_views.stage_posters, name="stage-posters"),
    path("surveys/<int:pk>/forms/", views.forms, name="forms"),
    path("ballot-boxes/<int:pk>/open/", box_views.open_box, name="box-open"),
    path("ballot-boxes/<int:pk>/report/", box_views.opening_report, name="box-report"),
]
