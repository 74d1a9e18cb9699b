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
    path("progress.docx", views.progress_report, name="progress"),
]
