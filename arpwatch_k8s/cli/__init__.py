"""The command `arpwatch-k8s`: parse arguments, call, print. No logic lives here.

One file a command; `running.py` turns errors into messages and exit codes. Data goes to standard output, everything
else to standard error. What a command needs is imported when it runs, so that `--help` costs nothing.
"""

from arpwatch_k8s.cli.app import main

__all__ = ["main"]
