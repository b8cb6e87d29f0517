"""Evidence to a result: everything that a run found out.

- `window.py`: parts of the time, and what is in them;  `result.py`: the plain record of it
- `origin.py`: where evidence came from, and what came beside it
- `analyzer.py`: is fed evidence, batch by batch, and asked for a snapshot
- `given.py`: what the user named;  `elsewhere.py`: what of that is at a URL
- `gathered.py`: what there is, sorted;  `gathering.py`: which files are captures;  `telling.py`: which are logs
- `settings.py`: which are settings, and what lint says of them
- `savefiles.py`: reads captures;  `told.py`: reads the logs beside them;  `concluding.py`: hands it all over as one
  batch
- `instants.py`: when an instant that somebody named was
"""
