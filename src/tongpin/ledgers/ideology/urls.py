"""Addresses of 意识形态责任制."""

from django.urls import path

from tongpin.ledgers.ideology.views import learning, work

app_name = "ideology"
urlpatterns = [
    path("", work.board, name="board"),
    path("risks/new/", work.risk, name="risk"),
    path("days/<int:pk>/ready/", work.ready, name="ready"),
    path("learning/", learning.overview, name="learning"),
    path("learning/own/", learning.own, name="own"),
    path("learning/imports/", learning.imports, name="imports"),
    path("learning/imports/<int:pk>/", learning.preview, name="import"),
    path("learning/imports/<int:pk>/undo/", learning.undo, name="import-undo"),
    path("<slug:part>/", work.listing, name="list"),
    path("<slug:part>/new/", work.new, name="new"),
    path("<slug:part>/<int:pk>/withdraw/", work.withdraw, name="withdraw"),
]
