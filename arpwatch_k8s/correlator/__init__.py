"""Who owned what: evidence rows become claims, epochs, contests and handovers, connection attempts and symptoms.

Works on rows only, in time order; knows no file, socket, clock or plot.

- `vips.py`: which addresses are VIPs
- `views/`: several hosts' captures, put on one clock and merged
- `connections/`: what users felt; knows nothing of owners
- `ownership/`: who claimed an address, whom senders used, who served
- `cost/`: which frames hurt or warn and whose they were, outages, rates, incidents; reads both
- `scene.py`: what is correlated together;  `places.py`: VIPs on segments, of very many the most telling
- `askers.py`: whose questions are a router's
- `shown.py`: what rows show by themselves;  `correlate.py`: all of it, as one record a VIP and segment
- `testimony/`: what logs say, put beside
- `moves.py`: every change of hands
- `instant.py`: the state of every track at one instant
- `window.py`: which rows a live run may let go of
"""
