"""Visitors: who asks to be forgotten is."""

import re
from uuid import UUID

from ...ingest.forget import forget_visitor, overwritten
from ...privacy.erase import empty_decisions
from ..errors import not_found
from ..service import service
from .base import Resources
from .consent import HEX
from .resource import Resource, session, site_by

blueprint = Resources("visitors", "All that is kept of one browser.")


@blueprint.of_site("/visitors/<visitor>")
class Visitor(Resource):
    @blueprint.response(204)
    def delete(self, visitor: str, site: str | None) -> None:
        """Erases the visitor's events and all that followed from them, out of every count.

        Decisions of consent stay as proof, without the visitor. It can't be taken back; erasing again changes nothing.
        """
        owner = site_by(site)
        facts = service().recorder.sites.as_it_is(owner.id)
        if facts is None or not re.fullmatch(HEX, visitor, re.ASCII):
            raise not_found()
        connection = session().connection()
        with overwritten(connection):
            forget_visitor(connection, facts, UUID(visitor), service().clock())
            empty_decisions(connection, owner.id, UUID(visitor))
