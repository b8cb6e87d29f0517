"""What each command imports: nothing that it does not use, since an operator waits for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.savefiles import MAC_A, announcement, exchange, pcap, save

HEAVY = ("matplotlib", "pandas", "plotly", "pyshark", "rich", "scapy")
COMPILED = ("numba", "numpy")

REPORT = """
import sys
from arpwatch_k8s.cli import main
sys.argv = ["arpwatch-k8s", *{arguments!r}]
try:
    main()
except SystemExit as done:
    code = done.code
loaded = {{name.partition(".")[0] for name in sys.modules}}
print("code", code, "loaded", *sorted(loaded & set({watched!r})), file=sys.stderr)
"""


def loaded(watched: tuple[str, ...], *arguments: str) -> set[str]:
    """Which of the watched packages a command loads."""
    script = REPORT.format(arguments=list(arguments), watched=list(watched))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    said = done.stderr.splitlines()[-1].split()
    assert said[:3] == ["code", "0", "loaded"], done.stderr
    return set(said[3:])


COMMANDS = ("analyze", "report", "timeline", "explain", "evidence", "show", "capture", "watch", "probe")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_loads_nothing_heavy_and_compiles_nothing(command: list[str]) -> None:
    assert loaded(HEAVY + COMPILED, *command, "--help") == set()


def test_version_loads_nothing_heavy() -> None:
    assert loaded(HEAVY + COMPILED, "--version") == set()


@pytest.mark.parametrize("options", [[], ["--format", "json"]])
def test_a_verdict_needs_no_table_and_no_figure(tmp_path: Path, options: list[str]) -> None:
    path = save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A)), *exchange(1_000_000_000, 40000)]))
    assert loaded(HEAVY, "analyze", path, *options) == set()


def test_the_package_itself_is_cheap_to_import() -> None:
    script = "import arpwatch_k8s, sys; print(*({'numba', 'numpy', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
