"""Reading what is bought: items, orders, one order, what waits. The actor is the first argument."""
