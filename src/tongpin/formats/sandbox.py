"""Runs a reader in a child process with limits on memory and time, so that a hostile file ends there.

The child is a fresh interpreter (`python -m tongpin.formats.sandbox module:function`) that reads the
pickled arguments from standard input and answers with a pickled result or FormatError.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
from typing import Any

from tongpin.formats.errors import FormatError

MEGABYTE = 1024 * 1024


def run_limited(function: str, *arguments: Any, seconds: int = 20, memory_mb: int = 1024) -> Any:
    """The result of `module:function` on the arguments.

    Raises the FormatError of the function; `timeout` or `resources` where it was stopped.
    """
    try:
        result = subprocess.run(  # noqa: S603 - our own interpreter and our own module
            [
                sys.executable,
                "-m",
                "tongpin.formats.sandbox",
                function,
                str(seconds),
                str(memory_mb),
            ],
            input=pickle.dumps(arguments),
            capture_output=True,
            timeout=seconds + 5,
            check=False,
            env={
                k: v
                for k, v in os.environ.items()
                if k in {"PATH", "PYTHONPATH", "LANG", "SYSTEMROOT"}
            },
        )
    except subprocess.TimeoutExpired as error:
        raise FormatError("timeout", _TIMEOUT) from error
    if result.returncode != 0:
        if result.returncode in (-24, -9, 137, 152):
            raise FormatError("timeout", _TIMEOUT)
        raise FormatError(
            "resources", "文件过大或已损坏，无法读取。请另存一份、删去无关内容后重试。"
        )
    kind, value = pickle.loads(result.stdout)  # noqa: S301 - written by our own child
    if kind == "error":
        raise FormatError(*value)
    return value


_TIMEOUT = "读取文件用时过长，已停止。请检查文件是否过大，拆分后重试。"


def _limit(seconds: int, memory_mb: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, memory_mb * MEGABYTE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _child(function: str, seconds: str, memory_mb: str) -> None:
    arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    module, _, name = function.partition(":")
    work = getattr(importlib.import_module(module), name)
    _limit(int(seconds), int(memory_mb))
    try:
        answer: tuple[str, Any] = ("value", work(*arguments))
    except FormatError as error:
        answer = ("error", (error.code, error.message))
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _child(*sys.argv[1:])
