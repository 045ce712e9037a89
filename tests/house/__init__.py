"""Tests of the house itself: they read the source and say the cure."""
