"""Addresses of 问题整改."""

from django.urls import path

from tongpin.documents.sheet_import import sheet_views
from tongpin.rectification.sheets import IMPORTER
from tongpin.rectification.views import lists, problems, rounds, verbs

sheet = sheet_views(IMPORTER)

app_name = "rectification"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("progress/", lists.progress, name="progress"),
    path("new/", problems.new, name="new"),
    path("sheet/", sheet.upload, name="sheet-upload"),
    path("sheet/template/", sheet.template, name="sheet-template"),
    path("sheet/<int:pk>/", sheet.preview, name="sheet"),
    path("sheet/<int:pk>/confirm/", sheet.confirm, name="sheet-confirm"),
    path("sheet/<int:pk>/undo/", sheet.undo, name="sheet-undo"),
    path("rounds/<int:pk>/report/", rounds.report, name="round-report"),
    path("hand-over/", problems.hand_over_all, name="hand-over-all"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round-new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/edit/", rounds.round_edit, name="round-edit"),
    path("<int:pk>/", problems.detail, name="detail"),
    path("<int:pk>/start/", problems.start, name="start"),
    *(path(f"<int:pk>/{v.name}/", verbs.page_of(v), name=v.name) for v in verbs.VERBS),
]
