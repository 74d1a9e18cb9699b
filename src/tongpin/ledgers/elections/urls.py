"""Addresses of 换届选举."""

from django.urls import path

from tongpin.ledgers.elections.views import balloting, deciding, file

app_name = "elections"
urlpatterns = [
    path("", file.listing, name="list"),
    path("new/", file.new, name="new"),
    path("<int:pk>/", file.detail, name="detail"),
    path("<int:pk>/edit/", file.edit, name="edit"),
    path("<int:pk>/step/<slug:key>/", file.own_step, name="step"),
    path("<int:pk>/retract/<slug:key>/", file.retract, name="retract"),
    path("<int:pk>/delegates/", file.delegates, name="delegates"),
    path("<int:pk>/candidates/new/", file.candidate_new, name="candidate-new"),
    path(
        "<int:pk>/candidates/<int:candidate>/withdraw/", file.candidate_withdraw,
        name="candidate-withdraw",
    ),
    path("<int:pk>/submit/", file.submit, name="submit"),
    path("<int:pk>/papers/<slug:key>/", file.paper, name="paper"),
    path("<int:pk>/ballots/new/<slug:office>/", balloting.new, name="ballot-new"),
    path("<int:pk>/ballots/<int:ballot>/", balloting.ballot, name="ballot"),
    path("<int:pk>/ballots/<int:ballot>/count/", balloting.count, name="count"),
    path("<int:pk>/ballots/<int:ballot>/withdraw/", balloting.withdraw, name="ballot-withdraw"),
    path("<int:pk>/ballots/<int:ballot>/cut/", balloting.cut, name="cut"),
    path("<int:pk>/declare/<slug:key>/", balloting.declare, name="declare"),
    path("<int:pk>/answer/<slug:key>/", deciding.answer, name="answer"),
    path("<int:pk>/review/", deciding.review, name="review"),
    path("<int:pk>/approve/", deciding.approve, name="approve"),
]  # fmt: skip
