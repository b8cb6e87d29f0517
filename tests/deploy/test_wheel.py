"""The wheel holds all that the package needs; what it needs of extras is asked for where it is needed, and not before.

`make wheel-check` installs it where nothing else is.
"""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from arpwatch_k8s import __version__
from tests.conftest import REPO

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
NAME = f"arpwatch_k8s-{__version__}"
ROOMS_OF_EXTRAS = {"agents", "cluster", "dataset", "monitor", "remote"}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the wheel holds, by its names."""
    pytest.importorskip("hatchling", reason="make installs it: requirements/build.txt")
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(build, cwd=REPO, capture_output=True, check=True)
    (path,) = folder.iterdir()
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_wheel_holds_every_file_of_the_package_and_each_man_page(held: dict[str, bytes]) -> None:
    package = REPO / "arpwatch_k8s"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    wanted = {path.relative_to(REPO).as_posix(): path for path in files}
    wanted |= {f"{NAME}.data/data/share/man/man1/{path.name}": path for path in (REPO / "docs/man").iterdir()}
    told = {name for name in held if not name.startswith(f"{NAME}.dist-info/")}
    assert told == wanted.keys()
    assert {Path(name).suffix for name in told} >= {".py", ".typed", ".json", ".html", ".css", ".js", ".1"}
    assert [name for name, path in wanted.items() if held[name] != path.read_bytes()] == []


def test_the_wheel_says_what_it_runs_and_what_its_extras_are(held: dict[str, bytes]) -> None:
    assert b"arpwatch-k8s = arpwatch_k8s.cli:main" in held[f"{NAME}.dist-info/entry_points.txt"]
    metadata = held[f"{NAME}.dist-info/METADATA"].decode()
    assert set(re.findall(r"^Provides-Extra: (.+)$", metadata, re.MULTILINE)) == set(EXTRAS)
    plain = [line for line in re.findall(r"^Requires-Dist: (.+)$", metadata, re.MULTILINE) if "extra ==" not in line]
    assert {Requirement(line).name for line in plain} == {Requirement(need).name for need in PROJECT["dependencies"]}


def test_the_script_that_tries_it_is_one() -> None:
    script = REPO / "deploy" / "wheel-check"
    assert script.stat().st_mode & 0o111 == 0o111
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.long
def test_without_extras_all_loads_but_what_they_are_for() -> None:
    needs = {canonicalize_name(Requirement(need).name) for extra in EXTRAS.values() for need in extra}
    needs -= {canonicalize_name(Requirement(need).name) for need in PROJECT["dependencies"]}
    packages = [
        package
        for package, names in packages_distributions().items()
        if needs & {canonicalize_name(name) for name in names}
    ]
    assert {"pyarrow", "apprise", "mcp", "distributed"} <= set(packages)
    script = REPO / "tests" / "deploy" / "bare.py"
    done = subprocess.run([sys.executable, str(script), *packages], capture_output=True, text=True, check=True)
    lacking = dict(line.split() for line in done.stdout.splitlines())
    assert {module.split(".")[1] for module in lacking} <= ROOMS_OF_EXTRAS
    assert set(lacking.values()) <= set(packages)
    assert lacking["arpwatch_k8s.agents.server"] == "mcp"
