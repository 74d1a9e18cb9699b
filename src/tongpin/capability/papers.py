"""Word papers that an app fills in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperField:
    """Something a paper can say. `label` is both its Chinese name and its placeholder: `{{姓名}}`.

    With `columns` it is a list: `(key, label)` of what each of its rows says.
    """

    key: str
    label: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A Word paper under a stable key, such as `development.talk`.

    `text` is the built-in template as a resource, `package:place` (form: formats/paper_text.py).
    """

    key: str
    title: str
    fields: tuple[PaperField, ...]
    text: str

    @property
    def placeholders(self) -> dict[str, tuple[str, ...]]:
        """`{label: labels of its columns}`, as templates name them."""
        return {item.label: tuple(label for _, label in item.columns) for item in self.fields}
