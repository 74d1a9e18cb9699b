"""Addresses of 学习."""

from django.urls import path

from tongpin.ledgers.study.views import hours, library, overview, own, plans

app_name = "study"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("archive.docx", overview.archive, name="archive"),
    path("plans/", plans.listing, name="plans"),
    path("plans/new/", plans.new, name="plan-new"),
    path("plans/<int:pk>/", plans.detail, name="plan"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan-edit"),
    path("plans/<int:pk>/adopt/", plans.adopt, name="plan-adopt"),
    path("plans/<int:pk>/send/", plans.send, name="plan-send"),
    path("plans/<int:pk>/withdraw/", plans.withdraw, name="plan-withdraw"),
    path("plans/<int:pk>/carry-over/", plans.carry_over, name="plan-carry-over"),
    path("plans/<int:pk>/plan.docx", plans.printed, name="plan-printed"),
    path("plans/<int:pk>/topics/new/", plans.topic_new, name="topic-new"),
    path("plans/<int:pk>/topics/<int:topic>/", plans.topic_edit, name="topic-edit"),
    path("plans/<int:pk>/topics/<int:topic>/finish/", plans.finish, name="topic-finish"),
    path("plans/<int:pk>/topics/<int:topic>/drop/", plans.drop, name="topic-drop"),
    path("plans/<int:pk>/topics/<int:topic>/reopen/", plans.reopen, name="topic-reopen"),
    path("materials/", library.listing, name="materials"),
    path("materials/new/", library.new, name="material-new"),
    path("materials/<int:pk>/", library.detail, name="material"),
    path("materials/<int:pk>/edit/", library.edit, name="material-edit"),
    path("materials/<int:pk>/withdraw/", library.withdraw, name="material-withdraw"),
    path("materials/<int:pk>/files/<int:file>/", library.file, name="material-file"),
    path("materials/<int:pk>/files/<int:file>/remove/", library.remove, name="material-remove"),
    path("lists/new/", library.list_new, name="list-new"),
    path("lists/<int:pk>/edit/", library.list_edit, name="list-edit"),
    path("lists/<int:pk>/withdraw/", library.list_withdraw, name="list-withdraw"),
    path("own/", own.own, name="own"),
    path("own/<int:pk>/withdraw/", own.withdraw, name="own-withdraw"),
    path("confirm/", own.confirm, name="confirm"),
    path("confirm/new/", own.enter_for, name="enter-for"),
    path("confirm/<int:pk>/return/", own.give_back, name="return"),
    path("hours/", hours.hours, name="hours"),
]
