"""Addresses of 民主生活会、组织生活会."""

from django.urls import path

from tongpin.ledgers.meetings.views import coverage, file, papers, people

app_name = "meetings"
urlpatterns = [
    path("", file.listing, name="list"),
    path("new/", file.new, name="new"),
    path("mine/", people.own, name="own"),
    path("talks/", coverage.coverage, name="coverage"),
    path("<int:pk>/", file.detail, name="detail"),
    path("<int:pk>/file/", file.file, name="file"),
    path("<int:pk>/plan/", file.plan, name="plan"),
    path("<int:pk>/step/<slug:step>/", file.step, name="step"),
    path("<int:pk>/study/", file.studies, name="studies"),
    path("<int:pk>/study/<int:study>/drop/", file.study_drop, name="study-drop"),
    path("<int:pk>/opinions/", file.remarks, name="remarks"),
    path("<int:pk>/opinions/<int:remark>/withdraw/", file.remark_withdraw, name="remark-withdraw"),
    path("<int:pk>/talks/", file.talks, name="talks"),
    path("<int:pk>/materials/", people.materials, name="materials"),
    path("<int:pk>/materials/mine/", people.write, name="write"),
    path("<int:pk>/materials/team/", people.write_team, name="write-team"),
    path("<int:pk>/materials/<int:person>/", people.material, name="material"),
    path("<int:pk>/materials/<int:person>/review/", people.review, name="review"),
    path("<int:pk>/materials/<int:person>/paper/", people.on_paper, name="on-paper"),
    path("<int:pk>/criticism/", people.criticisms, name="criticisms"),
    path(
        "<int:pk>/criticism/<int:point>/withdraw/",
        people.criticism_withdraw,
        name="criticism-withdraw",
    ),
    path("<int:pk>/problems/", file.problems, name="problems"),
    path("<int:pk>/report/", file.report, name="report"),
    path("<int:pk>/notice/", file.notice, name="notice"),
    path("<int:pk>/papers/<slug:which>/", papers.paper, name="paper"),
    path("<int:pk>/papers.zip", papers.bundle, name="bundle"),
]
