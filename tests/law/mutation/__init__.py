"""Breaks the law in one place at a time and sees whether the generated tests notice."""
