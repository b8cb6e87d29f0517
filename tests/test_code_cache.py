"""Whose folders machine code is loaded from: what root runs, nobody else may have written."""

import os
from pathlib import Path

import pytest

from arpwatch_k8s import code_cache
from arpwatch_k8s.code_cache import PermissionRefusedError, cache_roots, opened

NOBODY = 65534


def test_what_is_put_in_its_place_later_is_never_met(tmp_path: Path) -> None:
    path = tmp_path / "arpwatch-k8s" / "digest"
    place = opened(path)
    assert place.is_new
    path.rename(tmp_path / "away")
    path.mkdir()
    (path / "pickle").write_text("planted")
    assert not list(Path(place.pinned).iterdir())
    assert not opened(path).is_new
    os.close(place.descriptor)


@pytest.mark.parametrize("part", ["arpwatch-k8s", "arpwatch-k8s/digest"])
def test_a_link_is_not_followed(part: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    link = tmp_path / part
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        opened(tmp_path / "arpwatch-k8s" / "digest")


@pytest.mark.root
def test_root_uses_no_folder_below_one_of_somebody_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    os.chown(home, NOBODY, NOBODY)
    with pytest.raises(PermissionRefusedError, match="home may be written by others"):
        opened(home / ".cache" / "arpwatch-k8s" / "digest")


@pytest.mark.root
def test_root_uses_no_folder_below_one_that_anybody_may_change(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(PermissionRefusedError):
        opened(shared / "arpwatch-k8s" / "digest")
    shared.chmod(0o1777)
    os.close(opened(shared / "arpwatch-k8s" / "digest").descriptor)


@pytest.mark.root
def test_root_with_the_home_of_another_uses_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_roots() == [tmp_path / ".cache", Path("/root/.cache")]
    os.chown(tmp_path, NOBODY, NOBODY)
    own = tmp_path.parent / "roots-own"
    monkeypatch.setattr(code_cache, "cache_roots", lambda: [tmp_path / ".cache", own])
    place = code_cache.cache_place.__wrapped__()
    assert place is not None
    assert place.path.parts[: len(own.parts)] == own.parts
    assert not (tmp_path / ".cache").exists()
    os.close(place.descriptor)
