"""A call that takes too long or says too much is ended."""

from pathlib import Path

import anyio
import pytest

from arpwatch_k8s.agents.child import CallError, answer
from arpwatch_k8s.errors import InputError
from tests.savefiles import MAC_A, announcement, pcap, save


def asked(*arguments: str, call_s: float = 60, most_bytes: int = 1 << 20) -> str:
    """What the command says; how its bytes are bounded stands beside it."""

    async def ask() -> str:
        made = await answer(arguments, call_s=call_s, most_bytes=most_bytes)
        return f"{made.text}{' (cut)' if made.is_cut else ''}"

    return anyio.run(ask)


def test_its_words_are_bounded() -> None:
    assert asked("lint", "--list", most_bytes=10).endswith(" (cut)")
    assert len(asked("lint", "--list", most_bytes=10)) == 16


def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A))]))
    with pytest.raises(InputError, match="no answer within"):
        asked("analyze", path, call_s=0.01)


def test_what_it_complains_of_is_the_error() -> None:
    with pytest.raises(CallError) as failed:
        asked("analyze", "/nowhere/x.pcap")
    assert "/nowhere/x.pcap" in failed.value.what
    assert failed.value.fix


def test_a_folder_of_evidence_has_no_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert asked("--version").startswith("arpwatch-k8s ")
