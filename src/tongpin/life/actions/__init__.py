"""Every write of gatherings."""

from tongpin.life.actions.channels import (
    add_robot,
    create_feed,
    feed_hash,
    read_messages,
    remove_robot,
    resend,
    revoke_feed,
    set_mail_address,
)
from tongpin.life.actions.deciding import (
    Motion,
    Totals,
    archive,
    confirm,
    count_vote,
    make_up,
    open_vote,
    withdraw_vote,
)
from tongpin.life.actions.notices import send_digest, tell
from tongpin.life.actions.parts import Minutes, Upload
from tongpin.life.actions.planning import (
    Arrangement,
    arrange,
    change_plan,
    convene,
    plan_gathering,
    plan_series,
    proposed_people,
    reply,
    series_day,
    stop_series,
)
from tongpin.life.actions.recording import (
    change_gathering,
    discard_draft,
    record_gathering,
    record_once,
    remove_file,
    restore_gathering,
    save_draft,
    withdraw_gathering,
)
from tongpin.life.actions.signing import (
    close_sign_in,
    open_sign_in,
    sign_in,
    sign_in_for,
    undo_sign_in,
    usual_window,
)

__all__ = [
    "Arrangement", "Minutes", "Motion", "Totals", "Upload", "add_robot", "archive", "arrange",
    "change_gathering", "change_plan", "close_sign_in", "confirm", "convene", "count_vote",
    "create_feed", "discard_draft", "feed_hash", "make_up", "open_sign_in", "open_vote",
    "plan_gathering", "plan_series", "proposed_people", "read_messages", "record_gathering",
    "record_once", "remove_file", "remove_robot", "reply", "resend", "restore_gathering",
    "revoke_feed", "save_draft", "send_digest", "series_day", "set_mail_address", "sign_in", "sign_in_for",
    "stop_series", "tell", "undo_sign_in", "usual_window", "withdraw_gathering", "withdraw_vote",
]  # fmt: skip
