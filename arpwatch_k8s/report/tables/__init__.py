"""The tables of a result, as DataFrames: a file a table, which alone says what each column holds.

- `column.py`: what a column is, a function a type;  `rows.py`: what rows are made from, and the columns they share
- `table.py`: what a table is
- `ownership/`, `cost/`, `verdict/`: the tables
- `all.py`: all of them by name; the page of tables is written from them
- `dtypes.py`: what pandas holds each as
- `files.py`: a table to CSV, Parquet or lines of JSON
"""
