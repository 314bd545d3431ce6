"""How our templates look into what they are given."""

from collections.abc import Mapping
from typing import Any

import jinja2


class ByName(jinja2.Environment):
    """`all[name]` is an entry or nothing. By itself Jinja would go on to the methods of a dict, and owners name blocks `items`."""

    def getitem(self, obj: Any, argument: Any) -> Any:
        if not isinstance(obj, Mapping):
            return super().getitem(obj, argument)
        try:
            return obj[argument]
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=argument)
