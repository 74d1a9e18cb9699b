"""Addresses of 流动和失联党员."""

from django.urls import path

from tongpin.ledgers.standing import views

app_name = "standing"
urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("floating/", views.floating, name="floating"),
    path("floating/new/", views.floating_new, name="floating-new"),
    path("floating/<int:pk>/", views.floating_detail, name="floating-detail"),
    path("floating/<int:pk>/<slug:verb>/", views.floating_step, name="floating-step"),
    path("lost/", views.lost, name="lost"),
    path("lost/new/", views.lost_new, name="lost-new"),
    path("lost/<int:pk>/", views.lost_detail, name="lost-detail"),
    path("lost/<int:pk>/<slug:verb>/", views.lost_step, name="lost-step"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/new/<int:person>/", views.decide, name="decide"),
    path("decisions/<int:pk>/", views.decision, name="decision"),
    path("decisions/<int:pk>/withdraw/", views.decision_withdraw, name="decision-withdraw"),
]
