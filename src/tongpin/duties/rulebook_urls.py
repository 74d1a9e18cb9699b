"""Addresses of 规则库."""

from django.urls import path

from tongpin.duties.views import local, rulebook, workdays

app_name = "rulebook"
urlpatterns = [
    path("", rulebook.entries, name="list"),
    path("sources/", rulebook.sources, name="sources"),
    path("sources/<str:key>/", rulebook.source, name="source"),
    path("entries/<str:key>/", rulebook.entry, name="entry"),
    path("entries/<str:key>/set/", rulebook.setting_new, name="setting-new"),
    path("settings/<int:pk>/end/", rulebook.setting_end, name="setting-end"),
    path("settings/<int:pk>/withdraw/", rulebook.setting_withdraw, name="setting-withdraw"),
    path("local/", local.locals_, name="locals"),
    path("local/new/", local.local_new, name="local-new"),
    path("local/<int:pk>/", local.local, name="local"),
    path("local/<int:pk>/text/", local.local_text, name="local-text"),
    path("local/<int:pk>/revise/", local.local_revise, name="local-revise"),
    path("local/<int:pk>/adopt/", local.local_adopt, name="local-adopt"),
    path("local/<int:pk>/withdraw/", local.local_withdraw, name="local-withdraw"),
    path("workdays/", workdays.workdays, name="workdays"),
    path("workdays/edit/", workdays.workdays_edit, name="workdays-edit"),
    path("workdays/import/", workdays.workdays_import, name="workdays-import"),
    path("workdays/<int:pk>/withdraw/", workdays.workdays_withdraw, name="workdays-withdraw"),
    path("export/rulebook.yaml", rulebook.export_yaml, name="export-yaml"),
    path("export/rulebook.xlsx", rulebook.export_xlsx, name="export-xlsx"),
]
