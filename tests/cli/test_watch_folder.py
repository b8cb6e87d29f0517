"""The folder of `watch -o` belongs to whom the watch becomes, and nothing else does."""

import os
from pathlib import Path

import pytest

from arpwatch_k8s.capture.live.privilege import Account
from arpwatch_k8s.cli.folders import give

pytestmark = pytest.mark.root
NOBODY = Account(name="nobody", uid=65534, gid=65534, told=True)


def test_a_folder_is_given_away(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    give(folder, NOBODY)
    assert folder.stat().st_uid == NOBODY.uid


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "etc", tmp_path / "reports"
    victim.mkdir()
    link.symlink_to(victim)
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        give(link, NOBODY)
    assert victim.stat().st_uid == 0


def test_a_folder_of_another_in_its_place_stays_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    os.chown(folder, 1, 1)
    with pytest.raises(PermissionError, match="exchanged"):
        give(folder, NOBODY)
    assert folder.stat().st_uid == 1
