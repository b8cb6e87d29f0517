"""arpwatch-k8s: who owned a Kubernetes LoadBalancer VIP when, and why the proxy in front of it saw errors.

The map of the house, bottom up; every room imports only from those before it:

- `errors.py`, `thresholds.py`, `grades.py`, `wording/`: what can go wrong, what judgments rest on, how bad and how
  sure, how things are put into words
- `meanwhile.py`: work of a second thread
- `opening.py`: a file as it is when it is opened; `remote/`: files of stores and hosts, captures over a network
- `compiled.py`: how hot code is compiled;  `code_cache.py`: where its machine code is kept
- `evidence/`: the one table that everything after it works on
- `wire/`: bytes of a frame to a row; `anonymous/`: frames with other addresses
- `savefile/`: containers, and what a capture says of itself; `logs/`: lines of logs and listings
- `archives.py`: what .zip and .tar.gz hold; `lint/`: settings that lead to trouble
- `capture/`: sources to batches of rows; `dataset/`: what they gave, kept
- `dissection.py`: one frame as Wireshark shows it
- `inventory/`: names of nodes
- `correlator/`: who owned what, what was tried, what hurt; `speakers/`: which program announced
- `diagnosis/`: signs, rules, findings, the verdict
- `analysis/`: the plain record of all results
- `plotter/`: the ownership timeline; `report/`: texts, documents, tables, pages
- `changes/`: what is told while it happens; `past/`: what is remembered of it
- `comparison/`: two analyses side by side; `cluster/`: many captures at once
- `periods/`: a data set window by window
- `api/`: `analyze()`, `compare()`, `windows()`, `history()` and what they give, handed on from here
- `monitor/`: the same while it happens; `probe/`: who answers, asked aloud
- `collect/`: a case from a cluster, by kubectl
- `extcap/`: live frames for Wireshark, with what is found as comments
- `agents/`: tools for programs that reason
- `cli/`: the command; `__main__.py` is the same as a module

Importing the package loads none of it: a name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing's, which takes longer to load than all of this: Ctrl-C is not ours until then
if TYPE_CHECKING:
    from arpwatch_k8s.api import Analysis, Compared, PastWatch, Windows, analyze, compare, history, windows
    from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Verdict
    from arpwatch_k8s.errors import ArpwatchError, InputError, OutputError, UsageError
    from arpwatch_k8s.grades import Confidence, Severity
    from arpwatch_k8s.thresholds import Thresholds

__version__ = "0.2.0"

_HOMES = {
    "Analysis": "api",
    "ArpwatchError": "errors",
    "Compared": "api",
    "Confidence": "grades",
    "Finding": "diagnosis.finding",
    "InputError": "errors",
    "Outcome": "diagnosis.finding",
    "OutputError": "errors",
    "PastWatch": "api",
    "Severity": "grades",
    "Thresholds": "thresholds",
    "UsageError": "errors",
    "Verdict": "diagnosis.finding",
    "Windows": "api",
    "analyze": "api",
    "compare": "api",
    "history": "api",
    "windows": "api",
}

__all__ = [
    "Analysis",
    "ArpwatchError",
    "Compared",
    "Confidence",
    "Finding",
    "InputError",
    "Outcome",
    "OutputError",
    "PastWatch",
    "Severity",
    "Thresholds",
    "UsageError",
    "Verdict",
    "Windows",
    "analyze",
    "compare",
    "history",
    "windows",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
