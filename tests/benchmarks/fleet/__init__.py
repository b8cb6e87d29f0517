"""What many captures cost: parts that are measured, a model made from them, whole runs to check it, 10 TB by it.

- `made.py`: captures of mixed size, as a ring buffer leaves them
- `measured.py`: what the parts of the work take, on two small sets of captures
- `model.py`: from those to any number of captures, bytes and workers
- `whole.py`: extraction and analysis from end to end, and who spent what;  `timed.py`: the same of one job
- `told.py`: tables and the figure;  `page.py`: the page of docs/
- `same.py`: what is extracted is what the captures are, whoever did it and in whatever order
- `__main__.py`: `python -m tests.benchmarks.fleet`
"""
