"""Verbs of support: `requests` of the organisations, `desk` of ours, `merging`, `keeping`, `timers`."""
