"""The one way in which a calculation says that it cannot answer."""

from __future__ import annotations

import re


class Refusal(ValueError):
    """What was given cannot be judged: `code` for programs, the message in Chinese for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def told(self) -> str:
        """The message for who does not write JSON: without the names of fields."""
        return re.sub(r"（[a-z_]+）", "", self.message)
