"""What the schemas say of a value, in the page's language. They speak English, as the API does."""

import re
from functools import cache

from flask_babel import gettext

from ...targeting.problem import said

# With their places: `{choices}` stands for whatever the schema put there. The first that fits is taken.
MESSAGES = (
    said("Missing data for required field."),
    said("Field may not be null."),
    said("Unknown field."),
    said("Not a valid string."),
    said("Not a valid utf-8 string."),
    said("Not a valid number."),
    said("Special numeric values (nan or infinity) are not permitted."),
    said("Not a valid integer."),
    said("Not a valid boolean."),
    said("Not a valid list."),
    said("Not a valid mapping type."),
    said("Not a valid datetime."),
    said("Not a valid email address."),
    said("Invalid input type."),
    said("Invalid value."),
    said("Must be one of: {choices}."),
    said("Must be greater than or equal to {min} and less than or equal to {max}."),
    said("Must be greater than or equal to {min}."),
    said("Must be less than or equal to {max}."),
    said("Length must be between {min} and {max}."),
    said("Longer than maximum length {max}."),
    said("Shorter than minimum length {min}."),
    said("Length must be {equal}."),
    said("String does not match expected pattern."),
    said("Not an object."),
    said("The character NUL is not allowed."),
    said("1 to 100 characters without blanks, commas or semicolons."),
    said("Letters, digits, - _ and ., with a * for each sign by chance: 8 to 30 of them."),
    said("A pool that makes its codes takes no others."),
    said("Only a pool that makes its codes has a limit."),
    said("An address: https, http, mailto, tel or a path of the site."),
    said("An address that takes the code is a path of the site, or begins with https."),
    said("Winback's own events and those of the shop's orders can't be told by a button."),
    said("An address of a picture: https, http or a path of the site."),
    said("A name in snake_case, up to 64 characters."),
    said("A colour such as #3b5bdb."),
    said("1 to 120 characters in one line."),
    said("Lower-case letters and digits, joined by single hyphens."),
    said("A letter, then up to 39 letters, digits, - or _."),
    said("Up to 64 letters, digits, - . or _."),
    said("Up to 64 letters, digits, _ . or -."),
    said("A language such as en, ko or pt-BR."),
    said("No word of Winback's own."),
    said("Leave {max} in it: the number is put in its place."),
    said("The end must be after the beginning."),
    said("The largest number is smaller than the smallest."),
    said("The latest day is before the earliest."),
    said("A number of at most six decimals."),
    said("A day such as 2026-11-22."),
    said("Purposes are chosen in consent campaigns only."),
    said("A message that is shown has no failing check."),
    said("The name of a trigger, or api."),
    said("There is no fact {fact}."),
    said("{fact} is a {kind}."),
    said("There is no variant {name}."),
    said("There is no step {name}."),
    said("There is no block {name}."),
    said("Nothing in this variant is {fact}."),
    said("From the step {name} a way leads back to it."),
    said("Say which value."),
    said("{name} is there twice in this variant."),
    said("{name} is there twice."),
    said("{name} belongs to consent campaigns only."),
    said("{name} is the name of an arm that is shown nothing."),
    said("The variant {name} is no arm of the experiment."),
    said("No IANA time zone, such as Europe/Berlin."),
    said("No ISO 4217 currency, such as EUR."),
    said("An ISO 3166 country, such as DE, or EU."),
    said("{name} can be in one region only."),
    said("A purpose is there twice."),
    said("A name is there twice."),
    said("An origin such as https://shop.example, or https://*.shop.example."),
)


def in_language(message: str) -> str:
    """The message in the page's language; as it came where nobody has put it into words."""
    for text, pattern in _patterns():
        if found := pattern.fullmatch(message):
            return str(gettext(text)).format(**found.groupdict())
    return str(gettext(message))


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(text, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text)))) for text in MESSAGES]
