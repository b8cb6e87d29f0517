"""Alerts: who is woken by an incident, and how it is made sure that they hear of its end.

- `policy.py`: what an alert is sent for, and when not
- `notice.py`: one thing to say of one incident
- `board.py`: which incidents stand, and what of them is still to be said to one receiver
- `courier.py`: a thread a receiver, which tries again for as long as it takes
- `channel.py`: what every receiver can do;  `words.py`: a notice in words
- `alertmanager.py`, `messenger.py`, `command.py`: Prometheus' Alertmanager, whatever Apprise knows, a program
- `receivers.py`: who is told, as settings name them

Of each incident the newest state alone is kept, so that a receiver that is away for hours hears how things stand, not
what they were; that an incident is over is kept until it was heard.
"""
