"""Owns figures that read across the domains: what waits where, read in one statement."""
