"""Addresses of 组织生活."""

from django.urls import path

from tongpin.life import views

app_name = "life"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("draft/", views.draft, name="draft"),
    path("preview/", views.preview, name="preview"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/files/<int:file>/remove/", views.remove_file, name="remove-file"),
]
