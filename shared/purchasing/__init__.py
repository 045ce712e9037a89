"""Buying: what suppliers offer us, purchase orders and their promises, deliveries and receipts."""
