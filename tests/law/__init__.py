"""The law proven: what the committed page says, against what the product does."""
