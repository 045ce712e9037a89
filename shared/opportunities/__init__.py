"""Owns the funnel: opportunities in eight stages, what is shared of them, deal registrations."""
