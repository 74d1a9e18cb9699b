"""Addresses of 谈话提醒."""

from django.urls import path

from tongpin.ledgers.talks.views import lists, matters

app_name = "talks"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("forms/", lists.forms, name="forms"),
    path("new/", lists.new, name="new"),
    path("sanctions/new/", lists.sanction_new, name="sanction-new"),
    path("<int:pk>/", matters.detail, name="detail"),
    path("<int:pk>/words/", matters.reveal, name="reveal"),
    path("<int:pk>/paper/", matters.paper, name="paper"),
    path("<int:pk>/steps/<slug:step>/", matters.record, name="record"),
    path("<int:pk>/records/<int:step>/withdraw/", matters.withdraw_step, name="step-withdraw"),
    path("<int:pk>/extend/", matters.extend, name="extend"),
    path("<int:pk>/hand-over/", matters.hand_over, name="hand-over"),
    path("<int:pk>/withdraw/", matters.withdraw, name="withdraw"),
    path("<int:pk>/readers/new/", matters.reader_new, name="reader-new"),
    path("<int:pk>/readers/<int:reader>/dismiss/", matters.reader_dismiss, name="reader-dismiss"),
]
