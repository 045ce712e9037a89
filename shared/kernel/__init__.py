"""What every room may use and what knows nobody: words, clock, money, states, pages, refusals."""
