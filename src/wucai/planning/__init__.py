"""Planning: pure Python beside the rooms. It knows neither Django nor any room, and importing it does nothing.

Shared by every problem: `search` (stop, seed, Result), `progress` (events), `flow` (min-cost flow), `fanout` (shards on
processes) and `cluster` (on machines), `text` (similarity), `records` and what follows from it (files). `command` is the
way in for files. Nothing is re-exported here: who needs one file pays for one file.
"""
