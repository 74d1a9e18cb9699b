"""Addresses of the workbench and the reports."""

from __future__ import annotations

from django.urls import path

from tongpin.reports import views
from tongpin.reports.views import roster

app_name = "reports"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("board/", views.board, name="board"),
    path("board/cell/", views.cell, name="cell"),
    path("ledger/", views.ledger, name="ledger"),
    path("statistics/", roster.members, name="statistics"),
    path("statistics/checks/", roster.checks, name="checks"),
    path("statistics/terms/", roster.terms, name="terms"),
    path("statistics/secretaries/", roster.secretary_duties, name="secretaries"),
    path("statistics/changes/", roster.member_changes, name="changes"),
    path("statistics/changes/<slug:key>/", roster.changes_behind, name="changes-behind"),
    path("statistics/yearly.xlsx", roster.year_tables, name="yearly"),
    path("statistics/checks/note/", roster.note_check, name="check-note"),
    path("statistics/<slug:key>/", roster.members_behind, name="behind"),
    path("progress.docx", views.progress_report, name="progress"),
]
