"""`make field`: what other tools say of every labelled capture, beside ours, into docs/field.md.

`tool.py` is what a tool has to tell of itself, `alarm.py` what it says; a file each: `arpwatch.py`, `arpalert.py`,
`ettercap.py`, `tshark.py`, `ours.py`. `running.py` runs one that reads files, `hearing.py` has those that only listen
hear a capture again, at its own pace, on a wire between two namespaces; `cost.py` says what a process took.
`contenders.py` lists them, and `absent.py` says who else there is. `judged.py` holds what was said against the truth,
`answers.py` has it scored by the benchmark's scorer, `page.py` writes the page.
"""
