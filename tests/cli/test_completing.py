"""What a shell is offered: asked as bash, zsh and fish ask, by the scripts that they are given."""

import os
import re
import shlex
import socket
import subprocess
from zoneinfo import available_timezones

import pytest

from arpwatch_k8s.cli import completing
from arpwatch_k8s.lint.checks import CHECKS
from arpwatch_k8s.wording.kinds import KINDS
from tests.cli.command import COMMAND

BASH = """
eval "$("$0" --show-completion)"
complete -p arpwatch-k8s >&2
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_arpwatch_k8s_completion "$0"
printf '%s\\n' "${COMPREPLY[@]}"
"""
"""What bash does on a tab, with its own words."""
NAMES = {name for _, name in socket.if_nameindex()}
TOLD = re.compile(r'"([^"]+)"(?::"([^"]*)")?')


def offered_by_bash(*words: str) -> list[str]:
    """What bash offers in place of the last of some words, which it has parted itself."""
    done = subprocess.run(
        ["bash", "-c", BASH, COMMAND, "arpwatch-k8s", *words], capture_output=True, text=True, check=True
    )
    assert "-o default" in done.stderr  # files, where nothing is offered
    return done.stdout.split()


def said_to(shell: str, line: str, **more: str) -> str:
    """What zsh or fish is told of a line up to the cursor."""
    asked = {"_ARPWATCH_K8S_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": f"arpwatch-k8s {line}", **more}
    return subprocess.run(
        [COMMAND], capture_output=True, text=True, check=True, env={**os.environ, **asked}
    ).stdout.rstrip("\n")


def offered_by_zsh(line: str) -> list[str]:
    """What zsh offers."""
    command, evaluated = shlex.split(said_to("zsh", line))
    assert command == "_arguments"
    return [value for value, _ in TOLD.findall(evaluated)]


def offered_by_fish(line: str) -> list[str]:
    """What fish offers."""
    told = said_to("fish", line, _TYPER_COMPLETE_FISH_ACTION="get-args")
    return [each.partition("\t")[0] for each in told.splitlines()]


def test_bash_completes_commands_options_and_values() -> None:
    assert offered_by_bash("e") == ["explain", "evidence", "extract", "extcap"]
    assert offered_by_bash("lint", "--ass") == ["--assume"]
    assert offered_by_bash("lint", "--format", "s") == ["sarif"]
    assert set(offered_by_bash("capture", "-i", "")) == {*NAMES, "any"}


def test_bash_completes_what_stands_behind_an_equals_sign() -> None:
    assert offered_by_bash("analyze", "--tz", "=", "Asia/Tok") == ["Asia/Tokyo"]
    assert offered_by_bash("lint", "--format", "=") == ["text", "json", "sarif", "github"]
    parted = ("analyze", "--tz", "=", "Asia/Tokyo", "--format", "=", "j")
    assert offered_by_bash(*parted) == ["json"]


def test_zsh_and_fish_complete_values_too() -> None:
    for offered in (offered_by_zsh, offered_by_fish):
        assert offered("evidence --kind arp_a") == ["arp_announcement"]
        assert offered("analyze --tz Asia/Tok") == ["Asia/Tokyo"]
        assert set(offered("probe -i ")) == NAMES
        assert offered("lint --ignore kubevip-l") == ["kubevip-loglevel"]


def test_where_a_file_is_meant_a_shell_offers_files() -> None:
    assert offered_by_bash("analyze", "pro") == []
    assert said_to("zsh", "analyze pro") == "_files"
    assert said_to("fish", "analyze pro", _TYPER_COMPLETE_FISH_ACTION="get-args") == ""


def test_what_is_offered_is_all_that_there_is() -> None:
    assert set(completing.zones()) == available_timezones()
    assert completing.kinds() == list(KINDS[1:])
    assert [name for name, _ in completing.checks()] == [check.id for check in CHECKS]


def test_no_name_is_offered_that_a_shell_would_evaluate(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["eth0", "br-lan", "eth0.12", "$(id)", "a;b", "`id`", "a'b", 'a"b', "a\\", "ä"]
    monkeypatch.setattr(socket, "if_nameindex", lambda: list(enumerate(names, start=1)))
    assert completing.interfaces() == ["eth0", "br-lan", "eth0.12"]
    assert [text for _, text in completing.checks() if "'" in text] == []
