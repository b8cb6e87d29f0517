"""The tables of a result, as DataFrames: one place that says what each column holds.

- `table.py`: the records
- `verdict.py`, `ownership.py`, `cost.py`: the tables of one noun each
- `all.py`: all of them by name; the page of tables is written from them
- `files.py`: a table to CSV, Parquet or lines of JSON
"""
