"""The command as a user runs it: in this process, or in one of its own where that is what is looked at."""

import contextlib
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from arpwatch_k8s.cli.app import app

COMMAND = str(Path(sys.executable).with_name("arpwatch-k8s"))
"""As installed."""

Done = subprocess.CompletedProcess[str]


def run(*arguments: str, cwd: Path | None = None) -> Done:
    """The command in this process, which saves a start; what it does not catch is raised."""
    with contextlib.chdir(cwd or Path.cwd()), patch.object(sys, "argv", [COMMAND, *arguments]):
        done = CliRunner().invoke(app, arguments, prog_name="arpwatch-k8s", catch_exceptions=False)
    return Done([COMMAND, *arguments], done.exit_code, done.stdout, done.stderr)


def run_installed(*arguments: str, data: bytes = b"") -> Done:
    """The installed command in a process of its own, fed some bytes."""
    done = subprocess.run([COMMAND, *arguments], input=data, capture_output=True, check=False)
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
