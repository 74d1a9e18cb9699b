"""Addresses of supervision."""

from django.urls import path

from tongpin.ledgers.supervision.views import duty, setting, visits

app_name = "supervision"
urlpatterns = [
    path("", visits.rounds, name="rounds"),
    path("new/", visits.round_new, name="round-new"),
    path("rounds/<int:pk>/", visits.round_page, name="round"),
    path("checks/<int:pk>/", visits.check, name="check"),
    path("checks/<int:pk>/items/<int:number>/", visits.item, name="item"),
    path("checks/<int:pk>/items/<int:number>/problem/", visits.to_problem, name="to-problem"),
    path("checks/<int:pk>/feedback/", visits.feed_back, name="feed-back"),
    path("checks/<int:pk>/second-look/", visits.look_again, name="look-again"),
    path("checks/<int:pk>/paper/", visits.paper, name="paper"),
    path("self/", visits.self_checks, name="self-checks"),
    path("self/new/", visits.self_check_new, name="self-check-new"),
    path("teams/", setting.teams, name="teams"),
    path("teams/new/", setting.team_new, name="team-new"),
    path("teams/<int:pk>/", setting.team, name="team"),
    path("lists/", setting.checklists, name="checklists"),
    path("lists/new/", setting.checklist_new, name="checklist-new"),
    path("lists/import/", setting.checklist_import, name="checklist-import"),
    path("lists/template/", setting.checklist_template, name="checklist-template"),
    path("lists/<int:pk>/", setting.checklist, name="checklist"),
    path("lists/<int:pk>/release/", setting.checklist_release, name="checklist-release"),
    path("lists/<int:pk>/retire/", setting.checklist_retire, name="checklist-retire"),
    path("charges/", duty.charges, name="charges"),
    path("charges/new/", duty.charge_new, name="charge-new"),
    path("charges/<int:pk>/", duty.charge, name="charge"),
    path("charges/<int:pk>/edit/", duty.charge_edit, name="charge-edit"),
    path("charges/<int:pk>/report/", duty.half_report, name="half-report"),
    path("attendance/", duty.attendance, name="attendance"),
]
