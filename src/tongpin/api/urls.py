"""The mounted API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tongpin.api.appraisals import router as appraisals
from tongpin.api.assessment import router as assessment
from tongpin.api.decisions import router as decisions
from tongpin.api.development import router as development
from tongpin.api.directives import router as directives
from tongpin.api.dues import router as dues
from tongpin.api.duties import router as duties
from tongpin.api.examinations import router as examinations
from tongpin.api.files import router as files
from tongpin.api.honours import router as honours
from tongpin.api.ideology import router as ideology
from tongpin.api.instance import api
from tongpin.api.integration import router as integration
from tongpin.api.life import router as life
from tongpin.api.life_cycle import router as life_cycle
from tongpin.api.meetings import router as meetings
from tongpin.api.org import router as org
from tongpin.api.rectification import router as rectification
from tongpin.api.reports import router as reports
from tongpin.api.study import router as study
from tongpin.api.supervision import router as supervision
from tongpin.api.talks import router as talks
from tongpin.api.transfers import router as transfers
from tongpin.api.unit_events import router as unit_events

for router in (
    ideology,
    org, life_cycle, life, duties, dues, decisions, rectification, supervision, directives,
    honours, integration,
    development, transfers, meetings, appraisals, talks, reports, files, unit_events,
    assessment,
    study, examinations,
):  # fmt: skip
    api.add_router("", router)

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
