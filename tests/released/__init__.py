"""`make benchmark`: the captures with their truth as a benchmark that any tool or agent can be held against.

`labelled.py` says what is true of a capture; `disguised.py` gives captures other names and times, by chance, for the
part whose truth is not printed beside it; `contents.py` is what is in the release, file by file, and `pack.py` packs
it. What is shipped as it is, the scorer and its adapter, is in benchmark/; the page in docs/benchmark.md.
"""
