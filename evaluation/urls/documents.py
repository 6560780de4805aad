from django.urls import path

from evaluation.views import documents

urlpatterns = [
    path("papers/", documents.listing, name="papers"),
    path("papers/report/", documents.order_report, name="order-report"),
    path("papers/commendation/", documents.order_commendation, name="order-commendation"),
    path("papers/<int:pk>/", documents.detail, name="document"),
    path("papers/<int:pk>/file/", documents.file, name="document-file"),
    path("papers/<int:pk>/again/", documents.again, name="document-again"),
    path("papers/<int:pk>/retry/", documents.retry, name="document-retry"),
]
