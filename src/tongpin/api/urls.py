"""The mounted API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tongpin.api.decisions import router as decisions
from tongpin.api.dues import router as dues
from tongpin.api.duties import router as duties
from tongpin.api.instance import api
from tongpin.api.life import router as life
from tongpin.api.life_cycle import router as life_cycle
from tongpin.api.org import router as org

for router in (org, life_cycle, life, duties, dues, decisions):
    api.add_router("", router)

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
