"""What the user has, sorted by what is read of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import PurePath
from typing import TYPE_CHECKING

from arpwatch_k8s.analysis.settings import Candidates
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.savefile.info import Skipped

if TYPE_CHECKING:
    from arpwatch_k8s.logs.settings import Settings
    from arpwatch_k8s.logs.source import LogSource
    from arpwatch_k8s.logs.sources import LogFile


@dataclass(slots=True)
class Gathered:
    """Files by what is read of them, and what they are called."""

    captures: list[str] = field(default_factory=list)
    """Captures, printed frames, pipes."""
    logs: list[LogFile] = field(default_factory=list)
    """Logs and listings: those that were named as such first."""
    skipped: list[Skipped] = field(default_factory=list)
    """What folders and archives hold besides."""
    named: tuple[LogFile, ...] = ()
    """Those that the user said the kind of: nothing else is looked for in them."""
    called: dict[str, str] = field(default_factory=dict)
    """What files out of archives are called, by their paths."""
    zones: dict[str, tzinfo] = field(default_factory=dict)
    """Zones that were named for printed frames, by path."""
    settings: dict[str, Settings] = field(default_factory=dict)
    """What proxies' settings say of their logs, by path."""
    sources: tuple[LogSource, ...] = ()
    """The kinds of logs, with what those settings say; none as long as no log was met."""
    candidates: Candidates = field(default_factory=Candidates)
    """What may be settings of the cluster."""
    linted: Linted = field(default_factory=Linted)
    """What lint says of those that are."""
    dataset: str | None = None
    """A data set, which stands for all captures."""
    within: set[str] = field(default_factory=set)
    """Files that were not named by themselves: those of folders and archives."""

    labels: dict[str, str] = field(default_factory=dict)
    """What the user calls files, by their paths."""

    def told(self, error: InputError, path: str) -> InputError:
        """An error about a file, with what the file is called in it."""
        return InputError(error.what.replace(path, self.name(path), 1), fix=error.fix.replace(path, self.name(path)))

    def label(self, name: str, before: tuple[int, int]) -> None:
        """Call what was found since there were so many captures and logs by a name, and by its own where it is not
        alone."""
        since = [*self.captures[before[0] :], *(log.path for log in self.logs[before[1] :])] if name else []
        for path in since:
            self.labels[self.name(path)] = name if len(since) == 1 else f"{name}:{PurePath(self.name(path)).name}"

    def name(self, path: str) -> str:
        """What a file is called."""
        return self.called.get(path, path)
