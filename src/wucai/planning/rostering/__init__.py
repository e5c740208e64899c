"""Rostering: who serves on which shift, so that seats are filled, wishes met, ways short and the load shared.

`solver.solve(problem)` is the way in; `explain` says why; `replan` fills what fell away; `check` judges by itself.
Model and figures: docs/planning/rostering.md.
"""
