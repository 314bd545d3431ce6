"""The languages that a site's messages are in, and whether a browser has to look them up."""

import re
from typing import Any

from . import walk

Config = dict[str, Any]

# Pages call these by other names too: iw, in, ji, tl; and what is Norwegian has three.
_RENAMED = ("he", "id", "yi", "fil", "nb", "nn", "no")


def languages(config: Config) -> list[str]:
    """The site's own first."""
    return list(dict.fromkeys([config["language"], *of_texts(config)]))


def of_texts(config: Config) -> list[str]:
    """Those that some text is in, the site's own first where it is one of them; without any text it stands alone."""
    variants = [variant for campaign in config["campaigns"] for variant in campaign["variants"].values()]
    texts = [text for purpose in config["consent"]["purposes"] for text in (purpose["title"], purpose["text"])]
    found = {code for variant in variants for code in walk.languages(variant)}
    own: str = config["language"]
    return sorted(found.union(*texts), key=lambda code: (code != own, code)) or [own]


def carried(config: Config) -> Config:
    """What the script says of them: nothing where a page's language, cut down to its first letters, finds each."""
    found = languages(config)
    return {} if all(map(_is_found, found)) else {"tongues": found}


def _is_found(code: str) -> bool:
    return re.fullmatch("[a-z]{2,3}", code) is not None and code not in _RENAMED
