"""A data set: what readings of captures gave, kept as Parquet, so that no capture need be read twice.

- `places.py`: what lies where in its folder;  `placing.py`: how;  `span.py`: what time is meant
- `columns.py`: numbers as texts, and back;  `tables.py`: evidence, flows, counts, presence as Parquet, and back
- `cut.py`: the same of a stretch of time
- `kept.py`: one reading of one capture, as it is kept;  `writing.py`: a part to files
- `snapshot.py`: which readings belong together
- `reading.py`: files to parts, and those to `Loaded`, as if the captures had been read

A reading is there once its manifest is, and all of them once the snapshot names them: both appear whole or not at all.
What a file holds follows from the capture's bytes alone and its name does, too, so two who write the same at one time
write the same twice.

Nothing is imported here: only what reads or writes Parquet needs pyarrow.
"""
