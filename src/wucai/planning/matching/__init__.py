"""Matching: which resource serves which need, with how many units. The model is told in `problem`, its page is docs/planning/matching.md."""
