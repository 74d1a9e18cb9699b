"""Addresses of 上级部署."""

from django.urls import path

from tongpin.documents.sheet_import import sheet_views
from tongpin.ledgers.directives import views
from tongpin.ledgers.directives.sheets import IMPORTER

sheet = sheet_views(IMPORTER)

app_name = "directives"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("sheet/", sheet.upload, name="sheet-upload"),
    path("sheet/template/", sheet.template, name="sheet-template"),
    path("sheet/<int:pk>/", sheet.preview, name="sheet"),
    path("sheet/<int:pk>/confirm/", sheet.confirm, name="sheet-confirm"),
    path("sheet/<int:pk>/undo/", sheet.undo, name="sheet-undo"),
    path("register/", views.register, name="register"),
    path("measures/<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/transmit/", views.transmit, name="transmit"),
    path("<int:pk>/measures/new/", views.measure_new, name="measure-new"),
    path("<int:pk>/measures/<int:number>/drop/", views.measure_drop, name="measure-drop"),
    path("<int:pk>/measures/<int:number>/edit/", views.measure_edit, name="measure-edit"),
    path("<int:pk>/stage/", views.stage, name="stage"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/recall/", views.recall, name="recall"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/paper/", views.paper, name="paper"),
]
