"""What was collected, and what was not and why: for who waits for it, and in the case for who gets that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from arpwatch_k8s import __version__
from arpwatch_k8s.collect.versions import Versions
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.value import JsonValue
from arpwatch_k8s.wording.wrapping import Paragraph, laid_out

SCHEMA: Final = 1
MOST_NAMES: Final = 12
"""Names in a line of the text; the document has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file of the case."""

    file: str
    """Its name."""
    bytes: int
    """Its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What was not fetched, or not as a whole."""

    what: str
    """The file that it would be in."""
    why: str
    """What kept it back, and what to ask for."""


@dataclass(slots=True)
class Record:
    """All that came of it."""

    started: str
    """When it began, RFC 3339."""
    versions: Versions
    """Of kubectl and of the cluster."""
    fetched: list[Fetched] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    """Kinds and objects that the cluster has none of."""
    missing: list[Missing] = field(default_factory=list)

    def document(self) -> dict[str, JsonValue]:
        """As the case has it."""
        return {
            "schema": SCHEMA,
            "made_by": f"arpwatch-k8s {__version__}",
            "started": self.started,
            "kubectl": self.versions.client,
            "cluster": self.versions.server,
            "files": [asdict(each) for each in self.fetched],
            "absent": [*self.absent],
            "not_fetched": [asdict(each) for each in self.missing],
        }

    def json(self) -> str:
        """The document as a text."""
        return json.dumps(self.document(), indent=2) + "\n"

    def text(self, folder: str, width: int) -> str:
        """For a person, lines of at most `width` columns."""
        return "".join(f"{line}\n" for line in laid_out(self._paragraphs(folder), width))

    def _paragraphs(self, folder: str) -> Iterator[Paragraph]:
        size = sum(each.bytes for each in self.fetched)
        versions = (
            f"kubectl {self.versions.client}, cluster {self.versions.server or 'of a version that it does not say'}"
        )
        files = plural(len(self.fetched), "file")
        yield Paragraph(f"{plain(folder)}: {files}, {size / 1024:,.0f} KiB ({versions})", "Case         ", INDENT)
        if self.absent:
            yield Paragraph(some(self.absent), "Not there    ", INDENT)
        reasons: dict[str, list[str]] = {}
        for each in self.missing:
            reasons.setdefault(each.why, []).append(each.what)
        for why, names in reasons.items():
            yield Paragraph(f"{some(names)}: {why}", "Not fetched  ", INDENT)


INDENT: Final = " " * 13


def some(names: Sequence[str]) -> str:
    """Names; of many the first, and how many more."""
    told = ", ".join(names[:MOST_NAMES])
    return f"{told} and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else told
