"""`tongpin serve`: database, static files and the WSGI server, with a check of the configuration."""

from __future__ import annotations

import argparse
import os
import sys


def unsafe() -> list[str]:
    """What in the configuration is unsafe for a site that others reach, each with its cure."""
    from django.conf import settings

    found = []
    if settings.DEBUG:
        found.append("TONGPIN_DEBUG 已打开：出错页会泄露内部信息，正式使用请关闭。")
    if not settings.TONGPIN_HTTPS:
        found.append(
            "TONGPIN_HTTPS 未打开：密码和人员信息会明文传输。请在反向代理上启用 HTTPS 后设 TONGPIN_HTTPS=1。"
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append("TONGPIN_ALLOWED_HOSTS 含 *：请写明本单位使用的域名或地址。")
    if settings.TONGPIN_TODAY is not None:
        found.append(
            f"TONGPIN_TODAY 固定为 {settings.TONGPIN_TODAY}：这是演示设置，判定不随日期变化。"
        )
    if settings.DATA_DIR.exists() and settings.DATA_DIR.stat().st_mode & 0o007:
        found.append(f"数据目录 {settings.DATA_DIR} 对其他用户开放：请执行 chmod o-rwx。")
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TONGPIN_TRUSTED_PROXIES:
        found.append(
            "在反向代理后面而没有设 TONGPIN_TRUSTED_PROXIES：所有人看起来来自同一个地址，"
            "意见信箱的次数限制和登录锁定会互相影响。请写明代理的地址，如 127.0.0.1。"
        )
    if os.environ.get("TONGPIN_DATABASE_URL", "").find(":postgres@") > 0:
        found.append("数据库口令过于简单：请更换。")
    return found


def run(words: list[str], parser: argparse.ArgumentParser) -> int:
    """Serve until stopped; `--check` only prints what is unsafe and exits 1 where something is."""
    parser.add_argument("--host", default=os.environ.get("TONGPIN_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("TONGPIN_PORT", "8020")))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("TONGPIN_WORKERS", "2")))
    parser.add_argument("--check", action="store_true", help="只检查配置")
    options = parser.parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongpin.project.settings")
    import django

    django.setup()
    found = unsafe()
    if options.check:
        print("\n".join(f"· {line}" for line in found) or "配置没有发现不安全之处。")
        return 1 if found else 0
    for line in found:
        print(f"提醒：{line}", file=sys.stderr)
    _prepare()
    _let_go()
    print(f"同频已启动：http://{options.host}:{options.port}/ （按 Ctrl+C 停止）", flush=True)
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "tongpin.project.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=8,
        log_enabled=False,
    ).serve()
    return 0


def _let_go() -> None:
    """Close what the preparation opened: the workers are forked, and two of them on one inherited
    connection would read each other's answers.
    """
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)  # PostgreSQL keeps several
        if close_pool is not None:
            close_pool()


def _prepare() -> None:
    """Bring the database and the static files up to this version; print the first-run code."""
    from django.conf import settings
    from django.core.management import call_command

    from tongpin.ledgers.opinions import door  # noqa: F401 - its counters are shared by fork
    from tongpin.org.queries import is_set_up
    from tongpin.org.setup import ensure_code

    call_command("migrate", verbosity=0, interactive=False)
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", verbosity=0, interactive=False)
    if not is_set_up():
        print(f"首次使用：请在网页上输入一次性设置码 {ensure_code()}", flush=True)
