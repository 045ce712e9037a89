"""Owns the audit journal: who did what to which record, before → after; append-only and chained."""
