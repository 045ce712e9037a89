"""Tools of the contributors; nothing here is part of the product."""
