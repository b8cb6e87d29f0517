"""What can go wrong in the lab, as the text and exit code that `__main__` hands to the user."""


class LabError(Exception):
    """The lab could not do what it was asked; the message says what, where and what to do."""

    exit_code = 1


class InterruptionError(LabError):
    """A signal asked the lab to stop early."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"stopped by signal {signal_number}; nothing was written")
        self.exit_code = 128 + signal_number
