"""What is installed is locked by version and hash, and the lock is of today's pyproject.toml."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import REPO

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>\S+)(?: ; [^\\]+)?")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}")
ASKED = {
    "runtime": [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["watch"]],
    "build": [*PROJECT["build-system"]["requires"], *GROUPS["build"]],
    "dev": [*GROUPS["lint"], *GROUPS["test"], *GROUPS["docs"]],
    "supply": GROUPS["supply"],
}
DIGEST = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
"""SHA-256 of "foo"."""


def entries(part: str) -> list[tuple[str, list[str]]]:
    """Each entry of a lock: what it pins, and its hashes."""
    text = (REPO / "requirements" / f"{part}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace(" \\\n", "\n")
    return [(block[0], block[1:]) for block in map(str.splitlines, re.split(r"\n(?=\S)", joined))]


def versions(part: str) -> dict[str, str]:
    """What a lock pins: name to version."""
    found = [PINNED.fullmatch(pin) for pin, _ in entries(part)]
    return {match["name"]: match["version"] for match in found if match}


@pytest.mark.parametrize("part", ASKED)
def test_each_locked_package_has_one_version_and_its_hashes(part: str) -> None:
    assert [pin for pin, _ in entries(part) if not PINNED.fullmatch(pin)] == []
    assert [pin for pin, hashes in entries(part) if not hashes or not all(map(HASH.fullmatch, hashes))] == []
    assert len(versions(part)) == len(entries(part)) > 3


@pytest.mark.parametrize("part", ASKED)
def test_what_is_asked_for_is_locked_within_its_bounds(part: str) -> None:
    """Renew it with: make lock"""
    locked = versions(part)
    asked = [Requirement(text) for text in ASKED[part]]
    assert [str(need) for need in asked if not need.specifier.contains(locked.get(need.name, "0"))] == []


def test_what_is_installed_together_has_one_version_of_each() -> None:
    together = [versions(part) for part in ("runtime", "build", "dev")]
    names = {name for part in together for name in part}
    assert {name for name in names if len({part[name] for part in together if name in part}) > 1} == set()


def test_everything_that_is_asked_for_has_a_lower_and_an_upper_bound() -> None:
    extras = [
        need for name, needs in PROJECT["project"]["optional-dependencies"].items() if name != "all" for need in needs
    ]
    asked = [Requirement(text) for part in ASKED.values() for text in part] + [Requirement(text) for text in extras]
    assert [str(need) for need in asked if {bound.operator for bound in need.specifier} != {">=", "<"}] == []


@pytest.mark.parametrize("path", ["Makefile", "deploy/Containerfile", ".ci/run"])
def test_nothing_is_installed_but_from_the_lock(path: str) -> None:
    text = (REPO / path).read_text(encoding="utf-8").replace("\\\n", " ")
    variables = dict(re.findall(r"^(\w+) := (install .*)$", text, re.MULTILINE))
    spelled = re.sub(r"\$\((\w+)\)", lambda match: variables.get(match[1], match[0]), text)
    installs = re.findall(r"pip (?:install|wheel)\b[^&\n]*", spelled)
    assert len(installs) == {"Makefile": 5, "deploy/Containerfile": 4, ".ci/run": 0}[path]
    assert [line for line in installs if "--require-hashes" not in line and "--no-index --no-deps" not in line] == []


def pinned(folder: Path, base: str, *, skopeo: str) -> tuple[int, str]:
    """How deploy/pin-base ends, and what it makes of a base image, where skopeo does that."""
    containerfile = folder / "Containerfile"
    containerfile.write_text(f"# ARG\nARG BASE={base}\nFROM ${{BASE}}\n", encoding="utf-8")
    program = folder / "skopeo"
    program.write_text(f"#!/bin/sh\n{skopeo}\n", encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        [REPO / "deploy" / "pin-base", containerfile],
        env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        check=False,
    )
    return done.returncode, containerfile.read_text(encoding="utf-8")


@pytest.mark.parametrize("base", ["localhost/python:3.11-slim", f"localhost/python:3.11-slim@sha256:{'0' * 64}"])
def test_pinning_the_base_image_writes_the_digest_behind_its_tag(tmp_path: Path, base: str) -> None:
    ended = pinned(tmp_path, base, skopeo='[ "$3" = docker://localhost/python:3.11-slim ] && printf foo')
    assert ended == (0, f"# ARG\nARG BASE=localhost/python:3.11-slim@sha256:{DIGEST}\nFROM ${{BASE}}\n")


def test_a_registry_that_does_not_answer_leaves_the_base_image_as_it_is(tmp_path: Path) -> None:
    code, after = pinned(tmp_path, "localhost/python:3.11-slim", skopeo="exit 1")
    assert (code, after) == (1, "# ARG\nARG BASE=localhost/python:3.11-slim\nFROM ${BASE}\n")


def test_the_container_is_built_on_a_base_that_can_be_pinned() -> None:
    text = (REPO / "deploy" / "Containerfile").read_text(encoding="utf-8")
    assert len(re.findall(r"^ARG BASE=[^@ ]+:[^@ ]+(?:@sha256:[0-9a-f]{64})?$", text, re.MULTILINE)) == 1
    assert {line.split()[1] for line in text.splitlines() if line.startswith("FROM")} == {"${BASE}"}
