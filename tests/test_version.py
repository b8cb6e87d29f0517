"""The version stands in one place, and what names it elsewhere names that one."""

import re
import tomllib

from arpwatch_k8s import __version__
from tests.conftest import REPO

RELEASES = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", re.MULTILINE)
PLACE = "arpwatch_k8s/__init__.py"


def test_the_package_takes_its_version_from_the_module() -> None:
    settings = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in settings["project"]
    assert settings["project"]["dynamic"] == ["version"]
    assert settings["tool"]["hatch"]["version"] == {"path": PLACE}


def test_what_reads_it_without_python_finds_it() -> None:
    found = re.findall(r'^__version__ = "(.*)"$', (REPO / PLACE).read_text(encoding="utf-8"), re.MULTILINE)
    assert found == [__version__]
    command = rf"""sed -n 's/^__version__ = "\(.*\)"/\1/p' {PLACE}"""
    assert all(command in (REPO / name).read_text(encoding="utf-8") for name in ("Makefile", "deploy/deb/build"))


def test_what_is_not_released_stands_above_the_newest_release() -> None:
    unreleased, newest, *_ = RELEASES.findall((REPO / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert unreleased == ("Unreleased", "")
    assert newest[0] == __version__
    assert newest[1]


def test_the_hook_that_the_page_shows_is_of_this_version() -> None:
    assert f"rev: v{__version__}\n" in (REPO / "docs/lint.md").read_text(encoding="utf-8")
