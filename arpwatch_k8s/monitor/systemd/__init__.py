"""What systemd is told, where it started this.

- `notify.py`: the socket that it listens on
- `service.py`: ready, how things stand, still at work, ending
- `journal.py`: how urgent each line is that the journal takes

Without systemd there is neither the socket nor the journal, and nothing of this happens.
"""
