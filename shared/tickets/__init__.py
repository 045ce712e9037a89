"""Support: the requests of the organisations, the desk that answers them, and what it writes down."""
