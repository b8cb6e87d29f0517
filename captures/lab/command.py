"""A command that is run and waited for."""

import subprocess

from captures.lab.errors import LabError

TIMEOUT_S = 20.0


def run(*argv: str, text: str = "", well: tuple[int, ...] = (0,)) -> str:
    """Run `argv` with `text` as its input; return its output, or raise with what it complained about.

    `well`: the exit codes that are no complaint.
    """
    try:
        done = subprocess.run(
            argv,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
            # Ctrl-C reaches the lab only, so that taking things down is never cut short.
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise LabError(f"{argv[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(f"`{' '.join(argv)}` did not end within {TIMEOUT_S:.0f} s") from error
    if done.returncode not in well:
        raise LabError(f"`{' '.join(argv)}` failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout
