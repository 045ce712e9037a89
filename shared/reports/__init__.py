"""Owns figures that read across the domains: what waits where, counted in one statement."""
