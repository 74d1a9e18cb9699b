"""The one error that every reader of this package raises."""

from __future__ import annotations


class FormatError(ValueError):
    """A paper that cannot be read: `code` for programs, `message` in Chinese for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[FormatError], tuple[str, str]]:
        return FormatError, (self.code, self.message)
