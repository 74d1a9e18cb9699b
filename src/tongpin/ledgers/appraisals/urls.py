"""Addresses of 民主评议党员."""

from django.urls import path

from tongpin.ledgers.appraisals.views import deciding, file, own

app_name = "appraisals"
urlpatterns = [
    path("", file.listing, name="list"),
    path("new/", file.new, name="new"),
    path("mine/", own.own, name="own"),
    path("vote/", own.code, name="code"),
    path("<int:pk>/", file.detail, name="detail"),
    path("<int:pk>/file/", file.file, name="file"),
    path("<int:pk>/step/<slug:step>/", file.step, name="step"),
    path("<int:pk>/roll/", file.roll, name="roll"),
    path("<int:pk>/roll/<int:line>/away/", file.excuse, name="excuse"),
    path("<int:pk>/roll/<int:line>/paper/", file.self_on_paper, name="self-on-paper"),
    path("<int:pk>/roll/<int:line>/self/", own.read_self, name="read-self"),
    path("<int:pk>/self/", own.write_self, name="self"),
    path("<int:pk>/comments/", own.comments, name="comments"),
    path(
        "<int:pk>/comments/<int:comment>/withdraw/", own.comment_withdraw, name="comment-withdraw"
    ),
    path("<int:pk>/ballot/", deciding.ballot, name="ballot"),
    path("<int:pk>/ballot/open/", deciding.ballot_open, name="ballot-open"),
    path("<int:pk>/ballot/codes/", deciding.codes, name="codes"),
    path("<int:pk>/ballot/close/", deciding.ballot_close, name="ballot-close"),
    path("<int:pk>/ballot/void/", deciding.ballot_void, name="ballot-void"),
    path("<int:pk>/ballot/tally/", deciding.tally, name="tally"),
    path("<int:pk>/vote/", own.vote, name="vote"),
    path("<int:pk>/grades/", deciding.grades, name="grades"),
    path("<int:pk>/grades/share/", deciding.share, name="share"),
    path("<int:pk>/grades/<int:line>/measure/", deciding.measure, name="measure"),
    path("<int:pk>/grades/decide/", deciding.decide, name="decide"),
    path("<int:pk>/grades/undecide/", deciding.undecide, name="undecide"),
    path("<int:pk>/grades/tell/", deciding.tell, name="tell"),
    path("<int:pk>/result/acknowledge/", own.acknowledge, name="acknowledge"),
    path("<int:pk>/papers/<slug:which>/", file.paper, name="paper"),
    path("<int:pk>/table/", file.table, name="table"),
    path("<int:pk>/papers.zip", file.bundle, name="bundle"),
]
