"""Long texts, piece by piece: an agent's memory is bounded, and so is a page.

The last text is kept for the pages after its first, which begins anew each time: what has changed is read anew.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from arpwatch_k8s.agents.child import Answer
from arpwatch_k8s.errors import UsageError

PAGE_CHARS: Final = 20_000
"""Some five thousand tokens."""


class Pages:
    """The last answer, and what it answered."""

    def __init__(self) -> None:
        self._question: Hashable = None
        self._answer: Answer | None = None

    def kept(self, question: Hashable, cursor: int) -> Answer | None:
        """The answer where it is at hand; None where it has to be made, as for a first page it always has."""
        return self._answer if cursor and question == self._question else None

    def keep(self, question: Hashable, made: Answer) -> None:
        """Have it at hand for what is asked next."""
        self._question, self._answer = question, made


def page(made: Answer, cursor: int) -> str:
    """A piece of an answer from a character on; where there is more it says how to get that. UsageError: there is no
    such character."""
    size = len(made.text)
    if not 0 <= cursor <= size:
        raise UsageError(f"cursor {cursor}: the answer has {size:,} characters", fix="Leave it out to begin anew.")
    after = min(cursor + PAGE_CHARS, size)
    parts = [made.text[cursor:after]]
    if after < size:
        parts.append(f"[characters {cursor:,} to {after:,} of {size:,}; ask again with cursor={after} for more]")
    elif made.is_cut:
        parts.append("[there is more than is kept: ask for less, by vip, kind or time]")
    if made.complaint:
        parts.append(f"[{made.complaint}]")
    return "\n".join(parts)
