"""What papers and kinds of organisations are called, on both faces."""

from shared.documents.rules import DocumentKind
from shared.kernel.wording import Message, say

KIND_LABELS: dict[str, Message] = {
    DocumentKind.PRICE_LIST: say("Price list"),
    DocumentKind.MANUAL: say("Manual"),
    DocumentKind.CONTRACT: say("Contract"),
    DocumentKind.POLICY: say("Terms and policies"),
    DocumentKind.OTHER: say("Other"),
}
AUDIENCES: dict[str, Message] = {
    "distributor": say("All distributors"),
    "customer": say("All customers"),
    "supplier": say("All suppliers"),
    "partner": say("All partners"),
}
