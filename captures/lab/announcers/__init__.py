"""Programs that speak for a VIP on the wire, one a family, each run on a node as `python -m`.

All take their orders as lines on standard input (`add ADDRESS`, `delete ADDRESS`), say `ready` once they
listen, note what they do on standard output, and end with their input.
"""
