"""Addresses of 年度工作意见."""

from django.urls import path

from tongpin.duties.views import papers, sentences, work

app_name = "duties"
urlpatterns = [
    path("", papers.plans, name="plans"),
    path("upload/", papers.upload, name="upload"),
    path("<int:pk>/", papers.paper, name="plan"),
    path("<int:pk>/check/", papers.check, name="check"),
    path("<int:pk>/compare/", papers.compare, name="compare"),
    path("<int:pk>/adopt/", papers.adopt, name="adopt"),
    path("<int:pk>/undo/", papers.undo, name="undo"),
    path("<int:pk>/discard/", papers.discard, name="discard"),
    path("<int:pk>/duties/add/", sentences.add, name="duty-add"),
    path("duties/<int:pk>/", sentences.edit, name="duty-edit"),
    path("duties/<int:pk>/drop/", sentences.drop, name="duty-drop"),
    path("duties/<int:pk>/restore/", sentences.restore, name="duty-restore"),
    path("finding/", work.finding, name="finding"),
    path("progress/", work.progress, name="progress"),
    path("progress/<int:pk>/withdraw/", work.withdraw_progress, name="progress-withdraw"),
    path("waive/", work.waive, name="waive"),
    path("waivers/<int:pk>/withdraw/", work.withdraw_waiver, name="waiver-withdraw"),
]
