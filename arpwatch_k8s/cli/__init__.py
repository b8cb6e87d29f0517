"""The command `arpwatch-k8s`: parse arguments, call, print. No logic lives here.

- `app.py`: the commands;  `options.py`: the options that several have;  `part.py`: what part of the time they
  ask for;  `job.py`: what they come to
- `analyze.py`, `report.py`, `timeline.py`, `explain.py`, `evidence.py`, `show.py`: one file a command, on captures
- `extract.py`: many captures into a data set;  `windowed.py`: one window by window;  `crews.py`: who does the work
- `compare.py`: on two captures or analyses
- `collect.py`: a case from a cluster, and `kubectl arpwatch`;  `naming.py`: names that are given, and of a cluster
- `lint.py`: on settings;  `history.py`: on what watches remember
- `live.py`: what live commands share;  `capture.py`, `watch.py`, `probe.py`: those;  `told.py`: who hears of a watch;
  `recording.py`: how incidents are recorded;  `folders.py`: where a watch writes
- `configured.py`: what a watch is told to do, by its options and its file;  `choosing.py`: options win
- `extcap.py`: for Wireshark;  `mcp.py`: for agents
- `arguments.py`: how help shows what a command takes, and what is said of what does not fit
- `examples.py`: what each command's help ends with;  `completing.py`: what a shell offers for a value
- `progress.py`: how far the reading is;  `terminal.py`: how wide texts may be
- `running.py`: errors to messages and exit codes;  `interrupts.py`: Ctrl-C before and after the work
- `journal.py`: whether systemd's journal is written to
- `rights.py`: what is given up of root's
- `manual.py`: the man page

Data goes to standard output, everything else to standard error. What a command needs is imported when it runs, so that
`--help` costs nothing.
"""

from arpwatch_k8s.cli import interrupts


def main() -> None:
    """Run the command line."""
    interrupts.at_once()  # before anything is loaded
    from arpwatch_k8s.cli import rights
    from arpwatch_k8s.cli.app import run

    rights.own()
    try:
        run()
    finally:
        interrupts.at_once()


def kubectl_plugin() -> None:
    """Run `kubectl arpwatch`."""
    interrupts.at_once()
    from arpwatch_k8s.cli.app import run_plugin

    try:
        run_plugin()
    finally:
        interrupts.at_once()
