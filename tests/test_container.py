"""The container's build gets what it copies, and nothing else of the checkout."""

import re
import tomllib
from fnmatch import fnmatch

from tests.conftest import REPO

TEXT = (REPO / "deploy" / "Containerfile").read_text(encoding="utf-8")
IGNORED = (REPO / ".containerignore").read_text(encoding="utf-8")
RULES = [line for line in IGNORED.splitlines() if line and not line.startswith("#")]
ALLOWED = [rule.removeprefix("!") for rule in RULES if rule.startswith("!")]
NEVER = (".git", ".venv", "build", "dist", "captures", "tests", "notebooks", ".ci", ".mypy_cache", "case.pcapng")


def comes_in(path: str) -> bool:
    """Whether the build gets a path: the last rule that fits it, or a folder above it, says so."""
    known = True
    for rule in RULES:
        pattern = rule.removeprefix("!").removeprefix("**/")
        parts = path.split("/")
        above = {"/".join(parts[: number + 1]) for number in range(len(parts))}
        names = above | set(parts) if rule.startswith("**/") else above
        if any(fnmatch(name, pattern) for name in names):
            known = rule.startswith("!")
    return known


def copied() -> list[str]:
    """What the image takes out of the checkout."""
    lines = [match.split() for match in re.findall(r"^COPY (?!--from)(.+)$", TEXT, re.MULTILINE)]
    return [name for words in lines for name in words[:-1]]


def needed() -> set[str]:
    """What of the checkout makes the wheel."""
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    told = project["project"]
    return {*wheel["packages"], *wheel.get("shared-data", {}), told["readme"], *told["license-files"], "pyproject.toml"}


def test_what_is_copied_is_there_and_comes_in() -> None:
    assert copied() == ["requirements", "."]
    assert [name for name in copied() if not (REPO / name).exists()] == []
    assert [name for name in copied() if name != "." and not comes_in(name)] == []


def test_what_the_package_is_made_of_comes_in() -> None:
    assert [name for name in needed() if not (REPO / name).exists() or not comes_in(name)] == []


def test_what_the_build_has_no_use_for_does_not_come_in() -> None:
    assert [name for name in NEVER if comes_in(name)] == []
    assert not comes_in("arpwatch_k8s/__pycache__/x.pyc")
    assert [name for name in ALLOWED if not (REPO / name).exists()] == []
