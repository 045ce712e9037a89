"""Owns the one record of every organisation: kinds, contacts, addresses, and who looks after it."""
