"""The ground: clock, trace, jobs, words and pages that every room stands on. It knows no room."""
