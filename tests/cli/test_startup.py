"""What each command imports: nothing that it does not use, since an operator waits for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arpwatch_k8s.cli.app import OFFERED
from tests.cli.test_lint import POD
from tests.past.months import Clock, write
from tests.savefiles import MAC_A, announcement, exchange, pcap, save

HEAVY = ("matplotlib", "pandas", "plotly", "pyshark", "rich", "scapy")
COMPILED = ("numba", "numpy")

REPORT = """
import sys
from arpwatch_k8s.cli import main

for arguments in {commands!r}:
    sys.argv = ["arpwatch-k8s", *arguments]
    code = None
    try:
        main()
    except SystemExit as done:
        code = done.code
    loaded = {{part for name in sys.modules for part in (name, name.partition(".")[0])}} & set({watched!r})
    print("code", code, "loaded", *sorted(loaded), file=sys.stderr)
"""


def loaded(watched: tuple[str, ...], *commands: list[str], **environment: str) -> set[str]:
    """Which of the watched packages and modules some commands load, one after the other in a process of their own."""
    script = REPORT.format(commands=list(commands), watched=list(watched))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    said = [line.split() for line in done.stderr.splitlines() if line.startswith("code ")]
    assert [words[:3] for words in said] == [["code", "0", "loaded"]] * len(commands), done.stderr
    return {name for words in said for name in words[3:]}


def test_help_and_version_load_nothing_heavy_and_compile_nothing() -> None:
    helps = [["--help"], *([offered.run.__name__, "--help"] for offered in OFFERED)]
    assert loaded(HEAVY + COMPILED, *helps, ["--version"]) == set()


@pytest.mark.parametrize(
    "words", ["capture -i", "analyze --tz", "evidence --kind", "lint --ignore", "explain --format"]
)
def test_a_shell_that_asks_for_values_waits_for_nothing_heavy(words: str) -> None:
    asked = f"arpwatch-k8s {words} ".replace(" ", "\n")
    environment = {"_ARPWATCH_K8S_COMPLETE": "complete_bash", "COMP_WORDS": asked, "COMP_CWORD": "3"}
    assert loaded(HEAVY + COMPILED, [], **environment) == set()


@pytest.mark.parametrize("options", [[], ["--format", "json"]])
def test_a_verdict_needs_no_table_and_no_figure(tmp_path: Path, options: list[str]) -> None:
    path = save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A)), *exchange(1_000_000_000, 40000)]))
    assert loaded(HEAVY, ["analyze", path, *options]) == set()


def test_captures_alone_need_nothing_that_reads_logs_or_settings(tmp_path: Path) -> None:
    readers = ("arpwatch_k8s.logs.sources", "arpwatch_k8s.logs.settings", "arpwatch_k8s.lint.loading")
    path = save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A)), *exchange(1_000_000_000, 40000)]))
    assert loaded(readers, ["analyze", path]) == set()
    assert loaded(readers, ["analyze", str(tmp_path)]) == {"arpwatch_k8s.lint.loading"}, "whose folders it looks into"


def test_settings_need_no_table_and_no_figure(tmp_path: Path) -> None:
    (tmp_path / "pod.yml").write_text(POD)
    assert loaded(HEAVY, ["lint", str(tmp_path)]) == set()


def test_a_history_needs_no_table_and_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "month.db"
    write(path, Clock())
    assert loaded(HEAVY, ["history", "--history", str(path)]) == set()


def test_the_package_itself_is_cheap_to_import() -> None:
    script = "import arpwatch_k8s, sys; print(*({'numba', 'numpy', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
