"""Addresses of the workbench and the reports."""

from __future__ import annotations

from django.urls import path

from tongpin.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("board/", views.board, name="board"),
    path("board/cell/", views.cell, name="cell"),
    path("ledger/", views.ledger, name="ledger"),
    path("statistics/", views.members, name="statistics"),
    path("statistics/checks/", views.checks, name="checks"),
    path("statistics/<slug:key>/", views.members_behind, name="behind"),
    path("progress.docx", views.progress_report, name="progress"),
]
