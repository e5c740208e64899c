"""Other ways to the same rosters. Each is a program of its own: it reads a problem as JSON, and knows nothing of ours but that file.

`python -m bench.peers.NAME PROBLEM SECONDS SEED` prints `{"placements": [[volunteer, shift], …], "told": "…"}`.
"""
