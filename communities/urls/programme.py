from django.urls import path

from communities.views import measures, programme_import, tasks

urlpatterns = [
    path("programme/import/", programme_import.programme_import, name="import-programme"),
    path(
        "programme/import/<int:pk>/",
        programme_import.programme_import_preview,
        name="import-programme-preview",
    ),
    path("tasks/", tasks.main_tasks, name="main-tasks"),
    path("tasks/<int:pk>/", tasks.main_task, name="main-task"),
    path("tasks/measures/<int:pk>/", measures.measure, name="measure"),
    path(
        "tasks/measures/<int:pk>/<str:code>/",
        measures.measure_community,
        name="measure-community",
    ),
]
