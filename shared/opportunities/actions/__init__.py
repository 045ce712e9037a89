"""Verbs of the funnel: on opportunities, their sharing, deal registrations and their decision."""
