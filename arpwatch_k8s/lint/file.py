"""A file of somebody's configuration, as readers get it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from arpwatch_k8s.lint.documents.node import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is text."""

    name: str
    """As the user named it, or as the folder or the archive calls it."""
    text: str
    documents: tuple[Document, ...] = ()
    """Where it is YAML or JSON; else none."""

    @property
    def path(self) -> PurePosixPath:
        """Its name by parts."""
        return PurePosixPath(self.name)
