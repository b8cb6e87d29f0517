"""Scenarios staged anew, each time by another seed and in another network, meet what is expected of the committed ones;
an interrupted run leaves nothing behind.

What was staged by which seed is said where it fails: `ARPWATCH_LAB_SEED=N` stages it so again.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO

STAGED = ("backend-refuses", "metallb-failover", "capture-with-drops")
"""One whose trouble is behind the VIP, one whose VIP moves, and one with frames lost."""
LAB = (sys.executable, "-m", "captures.lab")
SEED = int(os.environ.get("ARPWATCH_LAB_SEED") or random.SystemRandom().randrange(2, 1 << 31))
NETWORKS = ("10.{}.{}.0/24", "10.{}.0.0/16", "172.20.{}.0/22", "192.168.{}.0/24")
CHECKS = ("tests/scenarios/test_expected.py", "tests/scenarios/test_staged.py", "tests/scenarios/test_served.py")


def varied(seed: int) -> tuple[str, ...]:
    """Options of the lab that a seed chooses: it decides on the network and on how many nodes there are, too."""
    chance = random.Random(seed)
    network = chance.choice(NETWORKS).format(chance.randrange(0, 240, 4), chance.randrange(240))
    return ("--seed", str(seed), "--network", network, "--nodes", str(chance.randint(3, 6)))


@pytest.mark.lab
@pytest.mark.tshark
def test_remade_scenarios_meet_their_expectations(tmp_path: Path) -> None:
    options = varied(SEED)
    print(f"staged with {' '.join(options)}: ARPWATCH_LAB_SEED={SEED} does it again")
    # They mostly wait: all at once take as long as one.
    runs = [
        subprocess.Popen((*LAB, name, "-o", str(tmp_path / name), *options), cwd=REPO, stderr=subprocess.PIPE)
        for name in STAGED
    ]
    told = [run.communicate(timeout=120)[1].decode() for run in runs]
    assert [(run.returncode, words) for run, words in zip(runs, told, strict=True) if run.returncode] == []
    for name in STAGED:
        shutil.copy(REPO / "captures" / name / "expected.toml", tmp_path / name)
    environment = {**os.environ, "ARPWATCH_CAPTURES": str(tmp_path)}
    check = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHECKS)
    done = subprocess.run(check, cwd=REPO, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout


@pytest.mark.lab
def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path) -> None:
    output = tmp_path / "out"
    with subprocess.Popen((*LAB, "healthy", "-o", str(output)), cwd=REPO, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert "playing" in run.stderr.readline()
        run.send_signal(signal.SIGINT)
        assert "stopped by signal 2" in run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert (
        f"arpwatch-lab-{run.pid}-"
        not in subprocess.run(("ip", "netns", "list"), capture_output=True, text=True, check=True).stdout
    )
    processes = subprocess.run(("ps", "-eo", "args"), capture_output=True, text=True, check=True).stdout
    assert f"arpwatch-lab-{run.pid}-" not in processes
    assert not output.exists()
