"""A word of its own in each text column of each row, and the proof of who reads which."""
