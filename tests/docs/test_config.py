"""The page of the file that watch reads has every key, and the file that is shipped is one."""

import re
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.inventory import Known
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.monitor.settings import alert_keys, record_keys, work
from arpwatch_k8s.monitor.settings.file import Values, read
from arpwatch_k8s.monitor.settings.keys import KEYS
from arpwatch_k8s.thresholds import DEFAULTS
from docs import make_config


def test_the_page_is_made_of_the_keys(repo: Path) -> None:
    text = (repo / "docs/watch-config.md").read_text()
    assert make_config.page(text) == text, "make docs"
    assert all(f"`{key.name or 'NAME'} = {key.form}`" in " ".join(text.split()) for key in KEYS)


def test_every_key_says_what_it_means() -> None:
    assert all(len((key.meaning or make_config.meanings()[key.name]).split()) > 2 for key in KEYS)


def test_the_file_that_is_shipped_is_one_with_its_examples_and_without(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_keys.shutil, "which", lambda name: name)
    text = (repo / "deploy/watch.toml").read_text()
    shipped = written(tmp_path / "shipped", text)
    assert work.policy(shipped, UTC) == Policy()
    assert (work.known(shipped), work.thresholds(shipped)) == (Known(), DEFAULTS)
    assert shipped.of(record_keys.FOLDER) is None
    whole = written(tmp_path / "whole", re.sub("(?m)^#(?=[^ ])", "", text))
    assert work.policy(whole, UTC).muted
    assert work.known(whole).services
    assert work.thresholds(whole) != DEFAULTS
    assert whole.of(record_keys.FOLDER) == "/var/lib/arpwatch-k8s/recordings"


def written(path: Path, text: str) -> Values:
    """What a file says that its owner and group alone may read."""
    path.write_text(text)
    path.chmod(0o640)
    return read(str(path))
