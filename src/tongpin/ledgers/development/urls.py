"""Addresses of 发展党员."""

from django.urls import path

from tongpin.ledgers.development.views import cases, imports, ledger, overview, papers, targets

app_name = "development"
urlpatterns = [
    path("", overview.board, name="board"),
    path("list/", ledger.listing, name="list"),
    path("batch/", papers.batch, name="batch"),
    path("batch/<slug:key>/", papers.batch_file, name="batch-file"),
    path("analysis/", overview.analysis, name="analysis"),
    path("new/", cases.new, name="new"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/edit/", cases.edit, name="edit"),
    path("<int:pk>/close/", cases.close, name="close"),
    path("<int:pk>/reopen/", cases.reopen, name="reopen"),
    path("<int:pk>/papers/", papers.everything, name="papers"),
    path("<int:pk>/papers/<str:key>/", papers.one, name="paper"),
    path("<int:pk>/withdraw/<int:record>/", cases.withdraw, name="withdraw"),
    path("<int:pk>/record/<str:step>/", cases.record, name="record"),
    path("targets/", targets.listing, name="targets"),
    path("targets/<str:code>/", targets.edit, name="target"),
    path("targets/<str:code>/remove/", targets.remove, name="target-remove"),
    path("imports/", imports.listing, name="imports"),
    path("imports/template/", imports.template, name="import-template"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/adopt/", imports.adopt, name="import-adopt"),
    path("imports/<int:pk>/undo/", imports.undo, name="import-undo"),
]
