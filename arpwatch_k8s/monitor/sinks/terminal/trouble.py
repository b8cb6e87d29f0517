"""The newest incident: since when, what it cost, its cause, and what to do about it."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from rich.console import Console
from rich.text import Text

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import OVER, Ending, IncidentOpened, IncidentResolved, IncidentState, IncidentUpdated
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.sinks.terminal.folding import wrapped
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import duration, moment

INDENT: Final = "  "
STYLES: Final = {Severity.CRITICAL: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold"}


class Trouble:
    """Follows incidents: those that are open, and the newest, which is one of them where there is any."""

    def __init__(self) -> None:
        self._open: dict[str, IncidentState] = {}
        self._last: tuple[IncidentState, Ending] | None = None

    def tell(self, change: Change) -> None:
        """Follow a change."""
        match change:
            case IncidentOpened() | IncidentUpdated():
                self._open[change.state.id] = change.state
            case IncidentResolved():
                self._open.pop(change.state.id, None)
                self._last = (change.state, change.ending)
            case _:
                pass

    @property
    def newest(self) -> IncidentState | None:
        """The incident that is shown."""
        if self._open:
            return max(self._open.values(), key=lambda state: state.start)
        return None if self._last is None else self._last[0]

    def lines(self, now: int, zone: tzinfo, console: Console, *, width: int) -> list[Text]:
        """It, at `now` (ns UTC), to the width; the most important first; none where there never was any."""
        state = self.newest
        if state is None:
            return []
        place = f"{state.vip} on {state.interface}"
        more = f"; {plural(len(self._open) - 1, 'other')} open" if len(self._open) > 1 else ""
        if self._open:
            since = moment(state.start, zone, today=now)
            head = f"Incident: {place}, open since {since} ({duration(max(0, now - state.start))}){more}"
            severity = Severity.WARNING if state.cause is None else state.cause.severity
            style = STYLES[severity]
        else:
            over = OVER[Ending.QUIET if self._last is None else self._last[1]]
            lasted = duration(state.end - state.start)
            head = f"Incident: {place}, {over} since {moment(state.end, zone, today=now)} after {lasted}"
            style = "bold"
        texts = [Text(plain(head), style=style), Text(plain(f"{INDENT}{state.because}"))]
        texts.append(Text(plain(f"{INDENT}{state.cost}")))
        if state.cause is not None:
            texts.append(Text(plain(f"{INDENT}To do: {state.cause.remedy}")))
        return [line for text in texts for line in wrapped(text, console, INDENT * 2, width=width)]
