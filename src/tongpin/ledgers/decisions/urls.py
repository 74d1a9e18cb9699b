"""Addresses of 三重一大."""

from django.urls import path

from tongpin.ledgers.decisions.views import following, meeting, topics

app_name = "decisions"
urlpatterns = [
    path("", topics.listing, name="list"),
    path("topics/new/", topics.new, name="topic-new"),
    path("topics/<int:pk>/", topics.detail, name="topic"),
    path("topics/<int:pk>/details/", topics.reveal, name="topic-details"),
    path("topics/<int:pk>/edit/", topics.edit, name="topic-edit"),
    path("topics/<int:pk>/steps/new/", topics.step_new, name="step-new"),
    path("topics/<int:pk>/steps/<int:step>/withdraw/", topics.step_withdraw, name="step-withdraw"),
    path("topics/<int:pk>/accept/", topics.accept, name="topic-accept"),
    path("topics/<int:pk>/report/", topics.report, name="topic-report"),
    path("topics/<int:pk>/withdraw/", topics.withdraw, name="topic-withdraw"),
    path("topics/<int:pk>/meeting/", topics.put_on, name="topic-put-on"),
    path("meetings/", meeting.meetings, name="meetings"),
    path("meetings/<int:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<int:pk>/minutes/", meeting.minutes, name="minutes"),
    path("items/<int:pk>/", meeting.item, name="item"),
    path("items/<int:pk>/<slug:verb>/", meeting.act, name="item-act"),
    path("resolutions/", following.listing, name="resolutions"),
    path("resolutions/<int:pk>/", following.detail, name="resolution"),
    path("resolutions/<int:pk>/paper/", following.paper, name="resolution-paper"),
    path("resolutions/<int:pk>/tasks/new/", following.task_new, name="task-new"),
    path("resolutions/<int:pk>/tasks/<int:task>/note/", following.task_note, name="task-note"),
    path(
        "resolutions/<int:pk>/tasks/<int:task>/reopen/", following.task_reopen, name="task-reopen"
    ),
    path("resolutions/<int:pk>/evaluate/", following.evaluate, name="evaluate"),
    path("tasks/", following.tasks, name="tasks"),
]
