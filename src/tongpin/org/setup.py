"""The one-time code of the first run: whoever reads it stands at the server.

It lies in `setup.code` of the data folder, readable by the server's own user only. Five wrong tries
void it; the next start of the server writes a new one.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from tongpin.org.queries import is_set_up

MAX_ATTEMPTS = 5
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def ensure_code() -> str | None:
    """The code to print at the start of the server, made anew where it is missing or void.

    None once the site is set up.
    """
    if is_set_up():
        forget_code()
        return None
    if is_void():
        forget_code()
    return _read() or _write()


def is_void() -> bool:
    """Whether too many wrong codes were typed."""
    try:
        return _attempts().stat().st_size >= MAX_ATTEMPTS
    except FileNotFoundError:
        return False


def is_right(typed: str) -> bool:
    """Compare in constant time; a wrong try is counted, and a void code is never right."""
    code = _read()
    if not code or is_void():
        return False
    # One byte a try, appended: that is atomic between the processes of the server.
    if secrets.compare_digest("".join(typed.split()).upper().encode(), code.encode()):
        return True
    handle = os.open(_attempts(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(b"x")
    return False


def tries_left() -> int:
    """How many wrong codes may still be typed."""
    try:
        return max(0, MAX_ATTEMPTS - _attempts().stat().st_size)
    except FileNotFoundError:
        return MAX_ATTEMPTS


def forget_code() -> None:
    """Remove code and tries."""
    _file().unlink(missing_ok=True)
    _attempts().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.DATA_DIR) / "setup.code"


def _attempts() -> Path:
    return Path(settings.DATA_DIR) / "setup.tries"


def _read() -> str:
    try:
        return _file().read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def _write() -> str:
    code = "".join(secrets.choice(LETTERS) for _ in range(10))
    _file().parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first: its code counts
        return _read()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(code)
    return code
