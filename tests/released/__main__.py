"""Builds the benchmark: build/arpwatch-benchmark-VERSION.tar.gz, and beside it the answers that are not in it."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import Final

from arpwatch_k8s import __version__
from tests.conftest import REPO
from tests.released.contents import answers_name, release
from tests.released.pack import pack

CAPTURES: Final = REPO / "captures"
SEED: Final = "ARPWATCH_BENCHMARK_SEED"
SHORTEST: Final = 16
"""Characters of a seed: a shorter one could be found by trying, and with it the answers."""


def options() -> argparse.Namespace:
    """What the caller wants."""
    parser = argparse.ArgumentParser(prog="python -m tests.released", description=__doc__)
    parser.add_argument(
        "--staged", type=Path, default=CAPTURES, help="scenarios that the withheld part is made of (default captures/)"
    )
    parser.add_argument("-o", "--output", type=Path, default=REPO / "build", help="the folder (default build/)")
    return parser.parse_args()


def seed_given() -> str:
    """The seed of the withheld part: from the environment, where no list of processes shows it, or a new one."""
    seed = os.environ.get(SEED) or secrets.token_hex(SHORTEST)
    if len(seed) < SHORTEST:
        raise SystemExit(f"{SEED} has {len(seed)} characters\nGive it {SHORTEST} or more, of chance.")
    return seed


def main() -> None:
    """Build both files."""
    asked = options()
    files, answers = release(CAPTURES, asked.staged, seed_given())
    top = f"arpwatch-benchmark-{__version__}"
    asked.output.mkdir(parents=True, exist_ok=True)
    path, beside = asked.output / f"{top}.tar.gz", asked.output / answers_name()
    pack(files, top, path)
    beside.write_bytes(answers)
    print(f"{path}: {len(files)} files, {path.stat().st_size / 1e6:.1f} MB", file=sys.stderr)
    print(f"{beside}: what is true of the withheld part; it is not for those who are scored", file=sys.stderr)


if __name__ == "__main__":
    main()
