"""What kinds of organisation are called when many of them are addressed."""

from shared.kernel.wording import Message, say

KINDS: dict[str, Message] = {
    "distributor": say("Distributors"),
    "customer": say("Customers"),
    "supplier": say("Suppliers"),
    "partner": say("Partners"),
}
