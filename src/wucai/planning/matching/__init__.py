"""Matching: which resource serves which need, and with how many units. `problem` tells the model, docs/planning/matching.md the rest."""
