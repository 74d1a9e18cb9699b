"""Addresses of 组织关系转接."""

from django.urls import path

from tongpin.documents.sheet_import import sheet_views
from tongpin.ledgers.transfers.views import detail, exchange, lists
from tongpin.ledgers.transfers.views.sheet import IMPORTER

sheet = sheet_views(IMPORTER)

app_name = "transfers"
urlpatterns = [
    path("", lists.outgoing, name="list"),
    path("in/", lists.incoming, name="incoming"),
    path("new/", detail.new, name="new"),
    path("in/new/", detail.arrive, name="arrive"),
    path("upload/", exchange.upload, name="upload"),
    path("sheet/", sheet.upload, name="sheet-upload"),
    path("sheet/template/", sheet.template, name="sheet-template"),
    path("sheet/<int:pk>/", sheet.preview, name="sheet"),
    path("sheet/<int:pk>/confirm/", sheet.confirm, name="sheet-confirm"),
    path("sheet/<int:pk>/undo/", sheet.undo, name="sheet-undo"),
    path("keys/", exchange.keys, name="keys"),
    path("keys/new/", exchange.peer_new, name="peer-new"),
    path("keys/<int:pk>/revoke/", exchange.peer_revoke, name="peer-revoke"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/step/<slug:verb>/", detail.step, name="step"),
    path("<int:pk>/letter/<int:letter>/", exchange.letter_paper, name="letter"),
    path("<int:pk>/receipt/", exchange.receipt_paper, name="receipt"),
    path("<int:pk>/file/", exchange.letter_file, name="file"),
    path("<int:pk>/receipt-file/", exchange.receipt_file, name="receipt-file"),
]
