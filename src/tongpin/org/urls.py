"""Addresses of the organisation."""

from __future__ import annotations

from django.urls import path

from tongpin.org.views import accounts, grants, people, roster, search, setup, units

app_name = "org"
urlpatterns = [
    path("setup/", setup.first_run, name="setup"),
    path("login/", accounts.log_in, name="login"),
    path("logout/", accounts.log_out, name="logout"),
    path("password/", accounts.password, name="password"),
    path("me/", accounts.me, name="me"),
    path("me/tokens/", accounts.issue_token, name="token-issue"),
    path("me/tokens/<int:pk>/revoke/", accounts.revoke_token, name="token-revoke"),
    path("search/", search.search, name="search"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new, name="unit-new"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/edit/", units.edit, name="unit-edit"),
    path("units/<int:pk>/dissolve/", units.dissolve, name="unit-dissolve"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/full/", people.full_roster, name="people-full"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/reveal/", people.reveal, name="person-reveal"),
    path("people/<int:pk>/edit/", people.edit, name="person-edit"),
    path("people/<int:pk>/stage/", people.change_stage, name="person-stage"),
    path("people/<int:pk>/move/", people.move, name="person-move"),
    path("people/<int:pk>/withdraw/", people.withdraw, name="person-withdraw"),
    path("people/<int:pk>/appoint/", people.appoint, name="person-appoint"),
    path("posts/<int:pk>/end/", people.end_post, name="post-end"),
    path("roster/", roster.upload, name="roster-import"),
    path("roster/template/", roster.template, name="roster-template"),
    path("roster/<int:pk>/", roster.preview, name="roster-preview"),
    path("roster/<int:pk>/confirm/", roster.confirm, name="roster-confirm"),
    path("roster/<int:pk>/undo/", roster.undo, name="roster-undo"),
    path("accounts/", grants.accounts, name="accounts"),
    path("accounts/new/", grants.new, name="account-new"),
    path("accounts/<int:pk>/", grants.account, name="account"),
    path("accounts/<int:pk>/grants/", grants.add_grant, name="grant-add"),
    path("accounts/<int:pk>/active/", grants.set_active, name="account-active"),
    path("accounts/<int:pk>/password/", grants.reset_password, name="account-password"),
    path("grants/<int:pk>/revoke/", grants.remove_grant, name="grant-revoke"),
]
