"""Tables of buying. Money is minor units, quantities are scaled by 10⁴, rates are basis points."""
