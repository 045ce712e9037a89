"""Reading the funnel: opportunities, the board, deal registrations, what waits for somebody."""
