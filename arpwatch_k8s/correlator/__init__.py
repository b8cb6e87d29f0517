"""Who owned what: evidence rows become claims, epochs, contests and handovers, connection attempts and symptoms.

Works on rows only, in time order; knows no file, socket, clock or plot. `segments.py` says on which segment a row was
seen, `vips.py` which addresses are VIPs, `claims.py` who says it owns one, `ownership.py` what follows from that over
time, `connections.py` what users felt, `symptoms.py` which frames hurt or warn and whose they were.
"""
