"""Every write of the organisation."""

from tongpin.org.actions.accounts import (
    change_own_password,
    create_account,
    grant,
    issue_token,
    open_account,
    reset_password,
    revoke,
    revoke_token,
    set_active,
    start_session,
)
from tongpin.org.actions.files import (
    add_circumstance,
    add_training,
    ask_change,
    confirm_request,
    end_circumstance,
    refuse_request,
    reveal_own,
    wanted,
    withdraw_request,
    withdraw_training,
)
from tongpin.org.actions.notes import note_checked, reopen_check
from tongpin.org.actions.people import (
    add_person,
    appoint,
    change_person,
    end_post,
    move_person,
    set_stage,
    withdraw_person,
)
from tongpin.org.actions.privacy import reveal_identity, reveal_roster
from tongpin.org.actions.reorganising import (
    merge_units,
    rename_unit,
    split_unit,
    undo_unit_event,
)
from tongpin.org.actions.roster import (
    confirm_roster,
    preview_roster,
    set_roster_columns,
    undo_roster,
)
from tongpin.org.actions.setup import set_up
from tongpin.org.actions.stages import set_stages
from tongpin.org.actions.terms import postpone_term, record_term, withdraw_term
from tongpin.org.actions.units import add_unit, change_unit, dissolve_unit, found_bureau

__all__ = [
    "add_circumstance",
    "add_person",
    "add_training",
    "add_unit",
    "appoint",
    "ask_change",
    "change_own_password",
    "change_person",
    "change_unit",
    "confirm_request",
    "confirm_roster",
    "create_account",
    "dissolve_unit",
    "end_circumstance",
    "end_post",
    "found_bureau",
    "grant",
    "issue_token",
    "merge_units",
    "move_person",
    "note_checked",
    "open_account",
    "postpone_term",
    "preview_roster",
    "record_term",
    "refuse_request",
    "rename_unit",
    "reopen_check",
    "reset_password",
    "reveal_identity",
    "reveal_own",
    "reveal_roster",
    "revoke",
    "revoke_token",
    "set_active",
    "set_roster_columns",
    "set_stage",
    "set_stages",
    "set_up",
    "split_unit",
    "start_session",
    "undo_roster",
    "undo_unit_event",
    "wanted",
    "withdraw_person",
    "withdraw_request",
    "withdraw_term",
    "withdraw_training",
]
