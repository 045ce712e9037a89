"""Pure decisions of buying: lines and orders, approval, deliveries and differences."""
