"""What is read over a network: files of stores and hosts by their URLs, and captures that a program hands out.

- `address.py`: which texts are URLs, what each kind needs installed, and how one is shown: without what is secret in it
- `reach.py`: the way to a URL's server, by fsspec, tried again where it fails for a while
- `known_hosts.py`: whose keys a host of ssh may show
- `found.py`: which files a URL stands for: itself, those that match a pattern, those of a folder
- `reading.py`: the bytes of a file, in ranges as large as they are worth
- `copies.py`: a file in a private folder, where what reads it needs one
- `connection.py`: pcap over IP
"""
