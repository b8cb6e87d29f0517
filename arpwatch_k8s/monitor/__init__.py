"""WATCH: the same analysis, while it happens.

`watch.py` is the loop: it takes batches from the interfaces, says at once who takes a VIP from whom (`moves.py`), and
hands rows on to the judge (`judge.py`), a thread that feeds the Analyzer and looks at what it makes of them: what a
move cost, which cause is suspected, how sure that is (`differences.py`). `change.py` is the record of such a change, as
a line for people or as JSON, whose schema is `watch.schema.json`. `intake.py` bounds what a flood may bring in,
`clock.py` tells when the host's clock was set, `kernel_table.py` reads the kernel's own neighbor table, `screen.py` is
the table on the terminal. `memory.py` gives free memory back to the system.
`rehearsal.py` goes the whole way once before root is given away.
"""
