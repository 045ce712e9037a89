"""Owns sales orders from draft to delivery: lines, checks, approval, shipments, credit."""
