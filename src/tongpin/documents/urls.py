"""Addresses of stored files and of the templates of papers."""

from django.urls import path

from tongpin.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.download, name="download"),
    path("papers/", views.papers, name="papers"),
    path("papers/<str:key>/", views.paper_page, name="paper"),
    path("papers/<str:key>/template/", views.paper_template, name="paper-template"),
    path("papers/<str:key>/sample/", views.paper_sample, name="paper-sample"),
    path("papers/<str:key>/revert/", views.paper_revert, name="paper-revert"),
]
