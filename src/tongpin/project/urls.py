"""Addresses: each app under its own name."""

from __future__ import annotations

from django.urls import include, path

handler400 = "tongpin.project.views.bad_request"
handler403 = "tongpin.project.views.forbidden"
handler404 = "tongpin.project.views.not_found"
handler500 = "tongpin.project.views.server_error"

urlpatterns = [
    path("", include("tongpin.reports.urls")),
    path("org/", include("tongpin.org.urls")),
    path("plans/", include("tongpin.duties.urls")),
    path("rules/", include("tongpin.duties.rulebook_urls")),
    path("problems/", include("tongpin.rectification.urls")),
    path("life/", include("tongpin.life.urls")),
    path("cases/", include("tongpin.casework.urls")),
    path("assessment/", include("tongpin.ledgers.assessment.urls")),
    path("dues/", include("tongpin.ledgers.dues.urls")),
    path("decisions/", include("tongpin.ledgers.decisions.urls")),
    path("development/", include("tongpin.ledgers.development.urls")),
    path("appraisals/", include("tongpin.ledgers.appraisals.urls")),
    path("elections/", include("tongpin.ledgers.elections.urls")),
    path("meetings/", include("tongpin.ledgers.meetings.urls")),
    path("talks/", include("tongpin.ledgers.talks.urls")),
    path("ideology/", include("tongpin.ledgers.ideology.urls")),
    path("examinations/", include("tongpin.ledgers.examinations.urls")),
    path("study/", include("tongpin.ledgers.study.urls")),
    path("standing/", include("tongpin.ledgers.standing.urls")),
    path("transfers/", include("tongpin.ledgers.transfers.urls")),
    path("opinions/", include("tongpin.ledgers.opinions.urls")),
    path("directives/", include("tongpin.ledgers.directives.urls")),
    path("honours/", include("tongpin.ledgers.honours.urls")),
    path("integration/", include("tongpin.ledgers.integration.urls")),
    path("supervision/", include("tongpin.ledgers.supervision.urls")),
    path("files/", include("tongpin.documents.urls")),
    path("audit/", include("tongpin.audit.urls")),
    path("api/v1/", include("tongpin.api.urls")),
]
