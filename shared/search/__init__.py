"""Owns the one search over everything that an actor may see."""
