"""Addresses of 示范支部创建."""

from django.urls import path

from tongpin.ledgers.assessment.views import awards, board, creations, schemes, scoring

app_name = "assessment"
urlpatterns = [
    path("", creations.listing, name="list"),
    path("new/", creations.new, name="new"),
    path("notice/", board.notice, name="notice"),
    path("board/", board.board, name="board"),
    path("board/<str:code>/", board.branch, name="branch"),
    path("schemes/", schemes.listing, name="schemes"),
    path("schemes/new/", schemes.new, name="scheme-new"),
    path("schemes/shipped/", schemes.take_shipped, name="scheme-shipped"),
    path("schemes/sheet/", schemes.sheet.upload, name="sheet-upload"),
    path("schemes/sheet/template/", schemes.sheet.template, name="sheet-template"),
    path("schemes/sheet/<int:pk>/", schemes.sheet.preview, name="sheet"),
    path("schemes/sheet/<int:pk>/confirm/", schemes.sheet.confirm, name="sheet-confirm"),
    path("schemes/sheet/<int:pk>/undo/", schemes.sheet.undo, name="sheet-undo"),
    path("schemes/<int:pk>/", schemes.detail, name="scheme"),
    path("schemes/<int:pk>/edit/", schemes.edit, name="scheme-edit"),
    path("schemes/<int:pk>/items/new/", schemes.item_new, name="item-new"),
    path("schemes/<int:pk>/items/<int:item>/", schemes.item, name="item"),
    path("schemes/<int:pk>/items/<int:item>/drop/", schemes.item_drop, name="item-drop"),
    path("schemes/<int:pk>/export/", schemes.export, name="scheme-export"),
    path("schemes/<int:pk>/<str:verb>/", schemes.carry, name="scheme-carry"),
    path("<int:pk>/", creations.detail, name="detail"),
    path("<int:pk>/file/", creations.file, name="file"),
    path("<int:pk>/plan/", creations.plan, name="plan"),
    path("<int:pk>/steps/<str:step>/", creations.step, name="step"),
    path("<int:pk>/lessons/", creations.lessons, name="lessons"),
    path("<int:pk>/lessons/<int:lesson>/drop/", creations.lesson_drop, name="lesson-drop"),
    path("<int:pk>/papers/<str:key>/", creations.paper, name="paper"),
    path("<int:pk>/gaps/", scoring.gaps, name="gaps"),
    path("<int:pk>/award/", awards.award, name="award"),
    path("<int:pk>/award/withdraw/", awards.withdraw, name="award-withdraw"),
    path("<int:pk>/award/recheck/", awards.recheck, name="recheck"),
    path("<int:pk>/score/", scoring.sheet, name="score"),
    path("<int:pk>/score/<str:side>/finish/", scoring.finish, name="finish"),
    path("<int:pk>/score/<str:side>/reopen/", scoring.reopen, name="reopen"),
    path("<int:pk>/score/<str:side>/<int:number>/", scoring.item, name="score-item"),
]
