"""Addresses of 业务融合."""

from django.urls import path

from tongpin.documents.sheet_import import sheet_views
from tongpin.ledgers.integration.sheets import IMPORTER
from tongpin.ledgers.integration.views import items, linking

sheet = sheet_views(IMPORTER)

app_name = "integration"
urlpatterns = [
    path("", linking.board, name="board"),
    path("items/", items.listing, name="list"),
    path("items/new/", items.new, name="new"),
    path("attach/", linking.attach, name="attach"),
    path("sheet/", sheet.upload, name="sheet-upload"),
    path("sheet/template/", sheet.template, name="sheet-template"),
    path("sheet/<int:pk>/", sheet.preview, name="sheet"),
    path("sheet/<int:pk>/confirm/", sheet.confirm, name="sheet-confirm"),
    path("sheet/<int:pk>/undo/", sheet.undo, name="sheet-undo"),
    path("items/<int:pk>/", items.detail, name="detail"),
    path("items/<int:pk>/edit/", items.edit, name="edit"),
    path("items/<int:pk>/progress/", items.step, name="step"),
    path("items/<int:pk>/progress/<int:step>/withdraw/", items.step_withdraw, name="step-withdraw"),
    path("items/<int:pk>/marks/", items.mark, name="mark"),
    path("items/<int:pk>/marks/<int:mark>/withdraw/", items.mark_withdraw, name="mark-withdraw"),
    path("items/<int:pk>/links/", linking.link, name="link"),
    path("items/<int:pk>/links/<int:link>/withdraw/", linking.unlink, name="unlink"),
    path("items/<int:pk>/stop/", items.stop, name="stop"),
    path("items/<int:pk>/resume/", items.resume, name="resume"),
]
