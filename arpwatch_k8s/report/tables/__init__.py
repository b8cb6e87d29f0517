"""The tables of a result, as DataFrames: one place that says what each column holds.

`table.py` has the records, each other file the tables of one noun, `all.py` all of them by name; the page of tables is
written from them.
"""
