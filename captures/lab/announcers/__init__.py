"""Programs that speak for a VIP on the wire, one a family, each run on a host as `python -m`.

All take their orders as lines on standard input (`orders`), build their frames in one place (`frames`), log on
standard output in the format of the program that they stand in for (a first line once they listen), and end with
their input. keepalived is no stand-in: `keepalived` writes its configuration, and the real one is run.
"""
