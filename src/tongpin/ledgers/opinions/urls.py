"""Addresses of 意见建议."""

from django.urls import path

from tongpin.ledgers.opinions import views

app_name = "opinions"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.letter, name="letter"),
    path("receipt/", views.receipt, name="receipt"),
    path("receipt/rate/", views.rate, name="rate"),
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/assign/", views.assign, name="assign"),
    path("<uuid:key>/answer/", views.answer, name="answer"),
    path("<uuid:key>/problem/", views.to_problem, name="to-problem"),
    path("<uuid:key>/settle/", views.settle, name="settle"),
]
