"""Owns what we sell and for how much: products, price lists with tiers and validity, stock."""
