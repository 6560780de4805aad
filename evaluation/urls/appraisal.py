from django.urls import path

from evaluation.views import results, scoring

urlpatterns = [
    path("declarations/<int:pk>/result/", results.result, name="result"),
    path("declarations/<int:pk>/result/criteria/", results.all_criteria, name="result-criteria"),
    path("scoring/", scoring.listing, name="scoring"),
    path("scoring/<int:pk>/", scoring.sheet, name="score-sheet"),
    path("scoring/<int:pk>/finish/", scoring.finish, name="finish-scoring"),
    path("scoring/<int:pk>/<str:code>/", scoring.sheet, name="score-criterion"),
]
