"""Owns what must still happen after a commit: messages written in the same transaction."""
