"""Addresses of the workbench and the reports."""

from __future__ import annotations

from django.urls import path

from tongpin.reports import views
from tongpin.reports.views import asking, carrying, issuing, leading, roster

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
    path("overview/", leading.leaders, name="overview"),
    path("two-years/", leading.two_years, name="two-years"),
    path("secretary-sheet/", leading.secretary, name="secretary-sheet"),
    path("chase/", leading.chase, name="chase"),
    path("chase/send/", leading.chase_send, name="chase-send"),
    path("reports/", issuing.listing, name="reports"),
    path("reports/new/", issuing.new, name="report-new"),
    path("reports/<int:pk>/", issuing.report, name="report"),
    path("reports/<int:pk>/redraw/", issuing.step, {"verb": "redraw"}, name="report-redraw"),
    path("reports/<int:pk>/issue/", issuing.step, {"verb": "issue"}, name="report-issue"),
    path("reports/<int:pk>/discard/", issuing.step, {"verb": "discard"}, name="report-discard"),
    path("reports/<int:pk>/withdraw/", issuing.withdraw, name="report-withdraw"),
    path("query/", asking.ask, name="query"),
    path("query/condition/", asking.condition, name="query-condition"),
    path("query/save/", asking.save, name="query-save"),
    path("query/<int:pk>/forget/", asking.forget, name="query-forget"),
    path("carry-over/", carrying.carry, name="carry"),
    path("progress.docx", views.progress_report, name="progress"),
]
