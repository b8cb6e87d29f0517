"""PROBE: ask aloud who has an address, and listen to all who answer.

- `ask.py`: puts the questions about a few VIPs and takes down the answers
- `answers.py`: what they amount to
- `pool.py`: pools, as addresses to ask for
- `sweep.py`: asks for all of them, at a steady pace
- `taken.py`: which of them somebody has

Questions are broadcast each time, since a neighbor cache asks the one it knows and hears nobody else. They come from
the host's own address, or from none, and never from what is asked for: nothing that is sent can change what a neighbor
believes of it.
"""
