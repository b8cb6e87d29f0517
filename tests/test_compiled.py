"""Where machine code is kept: in the user's own cache, for one state of the sources, and never in the way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO

pytestmark = pytest.mark.long

SCRIPT = """
import logging, sys
logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
import numpy as np
from arpwatch_k8s.code_cache import cache_place, is_fresh
from arpwatch_k8s.compiled import entry, i8, void

@entry(void(i8[::1]))
def add(numbers):
    numbers[0] += 41

place = cache_place()
numbers = np.ones(1, np.int64)
add(numbers)
print("sum", numbers[0], "fresh", is_fresh(), "kept in", place and place.path)
"""
NO_SPACE = "mount -t tmpfs -o size=8k none {0} && chmod 700 {0} && "


def run(cache: Path, *, before: str = "", package: Path = REPO) -> str:
    """What the script says with its cache in a folder."""
    script = cache.parent / "script.py"
    script.write_text(SCRIPT)
    given = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(package)}
    given.pop("NUMBA_DISABLE_JIT", None)
    shell = f"{before}{sys.executable} {script}"
    command = ["unshare", "--mount", "sh", "-c", shell] if before else [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=given)
    assert "sum 42" in done.stdout
    return done.stdout


def files(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_code_is_compiled_once_and_said_so_and_loaded_after_that(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first, second = run(cache), run(cache)
    assert first.count("compiling the scan") == 1
    assert "fresh True" in first
    assert "compiling" not in second
    assert "fresh False" in second
    assert all(path.stat().st_mode & 0o22 == 0 for path in (cache / "arpwatch-k8s").iterdir())


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_cache_that_others_may_write_is_not_used(tmp_path: Path, mode: int) -> None:
    cache = tmp_path / "cache"
    ours = cache / "arpwatch-k8s"
    ours.mkdir(parents=True)
    ours.chmod(mode)
    assert "may be written by others: compiling for this run only" in run(cache)
    assert not files(cache)


def test_a_link_to_somewhere_else_is_not_used(tmp_path: Path) -> None:
    cache, elsewhere = tmp_path / "cache", tmp_path / "elsewhere"
    cache.mkdir()
    elsewhere.mkdir(mode=0o700)
    (cache / "arpwatch-k8s").symlink_to(elsewhere)
    assert "compiling for this run only" in run(cache)
    assert not files(elsewhere)


def test_a_folder_of_another_user_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    ours = cache / "arpwatch-k8s"
    ours.mkdir(parents=True, mode=0o700)
    if os.geteuid() == 0:
        os.chown(ours, 65534, 65534)
    else:
        ours.chmod(0o777)
    assert "compiling for this run only" in run(cache)
    assert not files(cache)


def test_without_any_place_for_a_cache_code_is_compiled_for_the_run(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    assert "no cache for compiled code" in run(nowhere)


@pytest.mark.root
def test_a_full_disk_does_not_stop_the_tool(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    assert "could not be cached" in run(cache, before=NO_SPACE.format(cache))


def test_a_broken_cache_file_does_not_stop_the_tool(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    run(cache)
    for path in files(cache):
        path.write_bytes(path.read_bytes()[:7])
    assert "could not be cached" in run(cache)


def test_an_edit_of_an_inlined_function_makes_a_new_cache(tmp_path: Path) -> None:
    cache, package = tmp_path / "cache", tmp_path / "package"
    shutil.copytree(REPO / "arpwatch_k8s", package / "arpwatch_k8s")
    before = run(cache, package=package)
    edited = package / "arpwatch_k8s/wire/tcp.py"
    edited.write_text(edited.read_text() + "\n# edited\n")
    after = run(cache, package=package)
    assert "compiling the scan" in after
    assert before.splitlines()[-1] != after.splitlines()[-1]
