"""Addresses of 知识考试."""

from __future__ import annotations

from django.urls import path

from tongpin.documents.sheet_import import sheet_views
from tongpin.ledgers.examinations.sheets import IMPORTER
from tongpin.ledgers.examinations.views import bank, marking, papers, practice, sittings, taking

sheet = sheet_views(IMPORTER)

app_name = "examinations"
urlpatterns = [
    path("", sittings.listing, name="sittings"),
    path("new/", sittings.new, name="sitting-new"),
    path("<int:pk>/", sittings.detail, name="sitting"),
    path("<int:pk>/edit/", sittings.edit, name="sitting-edit"),
    path("<int:pk>/people/", sittings.people, name="people"),
    path("<int:pk>/people/<int:candidate>/extend/", sittings.extend, name="extend"),
    path("<int:pk>/people/<int:candidate>/excuse/", sittings.excuse, name="excuse"),
    path("<int:pk>/markers/", sittings.markers, name="markers"),
    path("<int:pk>/cancel/", sittings.cancel, name="sitting-cancel"),
    path("<int:pk>/close/", sittings.close, name="close"),
    path("<int:pk>/mark/", marking.mark, name="mark"),
    path("<int:pk>/items/<int:item>/correct/", marking.correct, name="correct"),
    path("<int:pk>/publish/", sittings.publish, name="publish"),
    path("<int:pk>/retract/", sittings.retract, name="retract"),
    path("<int:pk>/make-up/", sittings.make_up, name="make-up"),
    path("own/", taking.own, name="own"),
    path("own/practice/", practice.practice, name="practice"),
    path("own/<int:pk>/", taking.own_sitting, name="own-sitting"),
    path("own/<int:pk>/start/", taking.start, name="start"),
    path("own/<int:pk>/paper/", taking.sheet_of_answers, name="sheet-of-answers"),
    path("own/<int:pk>/answer/", taking.answer, name="answer"),
    path("own/<int:pk>/clock/", taking.clock, name="clock"),
    path("own/<int:pk>/submit/", taking.submit, name="submit"),
    path("questions/", bank.listing, name="list"),
    path("questions/new/", bank.new, name="question-new"),
    path("questions/<int:pk>/", bank.question, name="question"),
    path("questions/<int:pk>/edit/", bank.edit, name="question-edit"),
    path("questions/<int:pk>/withdraw/", bank.withdraw, name="question-withdraw"),
    path("questions/<int:pk>/restore/", bank.restore, name="question-restore"),
    path("sheet/", sheet.upload, name="sheet-upload"),
    path("sheet/template/", sheet.template, name="sheet-template"),
    path("sheet/<int:pk>/", sheet.preview, name="sheet"),
    path("sheet/<int:pk>/confirm/", sheet.confirm, name="sheet-confirm"),
    path("sheet/<int:pk>/undo/", sheet.undo, name="sheet-undo"),
    path("papers/", papers.listing, name="papers"),
    path("papers/new/", papers.new, name="paper-new"),
    path("papers/<int:pk>/", papers.detail, name="paper"),
    path("papers/<int:pk>/draw/", papers.draw, name="paper-draw"),
    path("papers/<int:pk>/pick/", papers.pick, name="paper-pick"),
    path("papers/<int:pk>/arrange/", papers.arrange, name="paper-arrange"),
    path("papers/<int:pk>/fix/", papers.fix, name="paper-fix"),
    path("papers/<int:pk>/reopen/", papers.reopen, name="paper-reopen"),
    path("papers/<int:pk>/withdraw/", papers.withdraw, name="paper-withdraw"),
    path("papers/<int:pk>/paper.docx", papers.printed, name="paper-printed"),
]
