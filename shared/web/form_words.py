"""What a form says about a bad value, by the type of pydantic's error.

English here, Chinese in the catalogue; pydantic's own sentences never reach a reader.
"""

from collections.abc import Mapping
from typing import Any

from shared.kernel.wording import Message, say

WORDS: dict[str, Message] = {
    "missing": say("Fill this in."),
    "string_too_short": say("At least {min_length} characters, please."),
    "string_too_long": say("At most {max_length} characters, please."),
    "string_pattern_mismatch": say("This does not have the right form."),
    "int_parsing": say("Enter a whole number."),
    "int_parsing_size": say("This number is too large."),
    "int_from_float": say("Enter a whole number."),
    "float_parsing": say("Enter a number."),
    "finite_number": say("Enter a number."),
    "decimal_parsing": say("Enter a number."),
    "decimal_type": say("Enter a number."),
    "decimal_max_digits": say("This number is too large."),
    "decimal_whole_digits": say("This number is too large."),
    "decimal_max_places": say("At most {decimal_places} decimal places, please."),
    "greater_than": say("This must be more than {gt}."),
    "greater_than_equal": say("This must be {ge} or more."),
    "less_than": say("This must be less than {lt}."),
    "less_than_equal": say("This must be {le} or less."),
    "multiple_of": say("This must be a multiple of {multiple_of}."),
    "date_parsing": say("Enter a date like 2026-12-31."),
    "date_from_datetime_parsing": say("Enter a date like 2026-12-31."),
    "date_from_datetime_inexact": say("Enter a date like 2026-12-31."),
    "datetime_parsing": say("Enter a date and time."),
    "datetime_from_date_parsing": say("Enter a date and time."),
    "time_parsing": say("Enter a time like 14:30."),
    "bool_parsing": say("Choose yes or no."),
    "literal_error": say("Choose one of the options."),
    "enum": say("Choose one of the options."),
    "extra_forbidden": say("This form has no such field."),
    "too_short": say("Add at least {min_length}."),
    "too_long": say("At most {max_length}, please."),
    "is_instance_of": say("Choose a file."),
}
OTHERWISE = say("This value is not right.")
ENTER_MORE_THAN_NOTHING = WORDS["missing"]


def sentence(kind: str, context: Mapping[str, Any]) -> Message:
    """Return the sentence for pydantic's error `kind`, with the limits that `context` names."""
    if kind == "string_too_short" and context.get("min_length") == 1:
        return ENTER_MORE_THAN_NOTHING
    known = WORDS.get(kind)
    if known is None:
        return OTHERWISE
    return say(known.text, **context)
