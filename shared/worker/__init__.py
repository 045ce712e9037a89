"""Runs what nobody waits for: delivers the outbox and keeps time (protection that lapses)."""
