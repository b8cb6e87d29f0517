"""The page of the file that watch reads has every key, and the file that is shipped is one."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.monitor.settings import alert_keys, work
from arpwatch_k8s.monitor.settings.file import read
from arpwatch_k8s.monitor.settings.keys import KEYS
from docs import make_config


def test_the_page_is_made_of_the_keys(repo: Path) -> None:
    text = (repo / "docs/watch-config.md").read_text()
    assert make_config.page(text) == text, "make docs"
    assert all(f"`{key.name or 'NAME'} = {key.form}`" in " ".join(text.split()) for key in KEYS)


def test_every_key_says_what_it_means() -> None:
    assert all(len((key.meaning or make_config.meanings()[key.name]).split()) > 2 for key in KEYS)


def test_the_file_that_is_shipped_is_one(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_keys.shutil, "which", lambda name: name)
    text = (repo / "deploy/watch.toml").read_text()
    whole = text.replace("# notify_file", "notify_file").replace("# command", "command")
    for name, shown in (("as shipped", text), ("all of it", whole)):
        path = tmp_path / name
        path.write_text(shown)
        path.chmod(0o640)
        values = read(str(path))
        assert work.policy(values, ZoneInfo("UTC")).muted
        assert work.known(values).services
        assert work.thresholds(values)
