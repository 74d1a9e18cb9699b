"""Reading settings from the environment, with errors that name the variable and the cure."""

from __future__ import annotations

import json
import os
import secrets
import sys
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tongpin.unreadable import why


class BadSetting(SystemExit):
    """A setting that cannot be used; ends the program with one Chinese line and exit code 2."""

    def __init__(self, name: str, message: str) -> None:
        print(f"设置 {name} 有误：{message}", file=sys.stderr)
        super().__init__(2)


def flag(name: str) -> bool:
    """True for 1, true, yes, on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def integer(name: str, default: int) -> int:
    """A positive whole number."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) > 0):
        raise BadSetting(name, f"“{text[:20]}”不是正整数。")
    return int(text)


def text(name: str, default: str = "") -> str:
    """A plain word."""
    return os.environ.get(name, "").strip() or default


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words; the first is the default."""
    value = os.environ.get(name, "").strip() or allowed[0]
    if value not in allowed:
        raise BadSetting(name, f"只能是 {'、'.join(allowed)}。")
    return value


def words(name: str, default: str) -> list[str]:
    """A list parted by commas."""
    return [w.strip() for w in os.environ.get(name, default).split(",") if w.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks parted by commas, such as `127.0.0.1,10.1.0.0/24`."""
    found = []
    for word in words(name, ""):
        try:
            found.append(ip_network(word))
        except ValueError:
            raise BadSetting(
                name, f"“{word[:40]}”不是网络地址，写成 127.0.0.1 或者 10.1.0.0/24。"
            ) from None
    return found


def day(name: str) -> date | None:
    """A date written 2020-09-20, or None."""
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadSetting(name, "须写成 2020-09-20 这样的日期。") from None


def path(name: str, default: Path) -> Path:
    """A folder."""
    return Path(os.environ.get(name, "") or default)


def data_dir() -> Path:
    """The folder of database, keys and files: `TONGPIN_DATA_DIR`, else `var` in the working folder."""
    return path("TONGPIN_DATA_DIR", Path.cwd() / "var")


def _kept(file: Path, make: str) -> str:
    """The content of a key file readable by its owner only, made at first use."""
    try:
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = file.with_name(f".{file.name}.{os.getpid()}")
            temporary.touch(mode=0o600)
            temporary.write_text(make, encoding="utf-8")
            try:
                os.link(temporary, file)  # fails if another process was first: then its key counts
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting("TONGPIN_DATA_DIR", f"不能读写 {file}：{why(error)}。") from None


def secret(name: str, file: Path) -> str:
    """The secret from the environment, else from its key file."""
    return os.environ.get(name, "").strip() or _kept(file, secrets.token_urlsafe(50))


def field_keys(name: str, file: Path) -> dict[str, str]:
    """`{kid: key}` in order, oldest first, for field encryption; JSON in the variable or the file."""
    text = os.environ.get(name, "").strip() or _kept(
        file, json.dumps({"k1": secrets.token_urlsafe(48)})
    )
    try:
        keys = json.loads(text)
    except ValueError:
        keys = None
    if (
        not isinstance(keys, dict)
        or not keys
        or not all(isinstance(v, str) and len(v) >= 32 and k.isalnum() for k, v in keys.items())
    ):
        raise BadSetting(name, '须为 {"k1": "至少32个字符的密钥"} 这样的内容。')
    return keys


def database(name: str, file: Path) -> dict[str, Any]:
    """Django's database settings from `sqlite:///path` or `postgresql://user:password@host/name`."""
    url = os.environ.get(name, "").strip()
    if not url:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _sqlite(str(file))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:] or ":memory:")
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(name, "须以 sqlite:/// 或 postgresql:// 开头。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
    }


def _sqlite(name: str) -> dict[str, Any]:
    """SQLite as an embedded server: writers queue instead of failing (see docs/adr/0002)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
            ),
        },
    }
