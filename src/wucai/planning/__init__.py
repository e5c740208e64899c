"""Planning: pure Python beside the rooms. It knows neither Django nor any room, and importing it does nothing.

Shared by every problem: `search` (stop, seed, Result), `progress` (events), `flow` (min-cost flow), `fanout` (shards
on processes), `text` (similarity). Nothing is re-exported here: who needs one file pays for one file.
"""
