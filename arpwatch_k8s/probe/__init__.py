"""PROBE: ask aloud who has an address, and listen to all who answer.

`ask.py` puts the questions and takes down the answers: broadcast each time, since a neighbor cache asks the one it
knows and hears nobody else. `answers.py` says what they amount to. It asks from the host's own address, or from none,
and never from the VIP: nothing it sends can change what a neighbor believes of the VIP.
"""
