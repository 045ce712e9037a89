"""Owns how a person is known: provider identities, memberships, staff roles, invitations, sessions."""
