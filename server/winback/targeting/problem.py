"""Something that is wrong with a campaign: where, and in plain words."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """`path` names the field, e.g. `variants.a.steps.0.blocks.1.text.ko`; `site.…` is a setting of the site.

    `text` has its `{values}` apart, so that the admin can say it in another language.
    """

    path: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.text.format(**self.values)


def said(text: str) -> str:
    """The text itself: marks one for the translators where it stands apart from its Problem."""
    return text
