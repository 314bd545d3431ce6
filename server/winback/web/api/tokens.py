"""The caller's own API tokens."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ...models import Token
from ...models.site import site_for
from ..errors import invalid, not_found
from ..schemas.campaign import name
from ..schemas.fields import InstantMs, Strict, matching
from ..schemas.paging import PageQuery, page_of
from ..schemas.records import TokenOut, TokenWithSecret, token_json
from ..service import service
from ..tokens import caller
from .base import Resources
from .resource import Resource, after, page, row_id, session

blueprint = Resources("tokens", "Bearer tokens of the caller. A secret is told once and stored hashed.")


class TokenCreate(Strict):
    name = name(required=True)
    site = matching(r"^[1-9][0-9]{0,17}$", "A site's id.", allow_none=True, load_default=None)
    expires_at = InstantMs(allow_none=True, load_default=None)


@blueprint.route("/tokens")
class Tokens(Resource):
    hides = ("secret",)

    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_of(TokenOut))
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """The tokens of the caller, the newest first; through a token for one site those for that site."""
        found = _mine().order_by(Token.id.desc())
        if last := after(query["cursor"], int):
            found = found.where(Token.id < last[0])
        shown = page(session().scalars(found.limit(query["limit"] + 1)).all(), query["limit"], lambda t: [t.id])
        return {**shown, "items": [token_json(token) for token in shown["items"]]}

    @blueprint.arguments(TokenCreate)
    @blueprint.response(201, TokenWithSecret)
    def post(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """A new token. Its secret is in this answer and never told again, not even to a repeated request."""
        now = service().clock()
        if wanted["expires_at"] is not None and wanted["expires_at"] <= now:
            raise invalid("expires_at", "Must lie ahead.")
        site_id = _site_for_token(session(), wanted["site"])
        token, secret = Token.issue(session(), caller().user, wanted["name"], now, site_id, wanted["expires_at"])
        session().flush()
        return {**token_json(token), "secret": secret}


@blueprint.route("/tokens/<token>")
class OneToken(Resource):
    @blueprint.response(204)
    def delete(self, token: str) -> None:
        """Revokes the token at once. Revoking it again changes nothing."""
        found = session().scalar(_mine().where(Token.id == row_id(token)))
        if found is None:
            raise not_found()
        found.revoked_at = found.revoked_at or service().clock()


def _mine() -> sa.Select[Token]:
    query = sa.select(Token).where(Token.user_id == caller().user.id)
    own = caller().token.site_id
    return query if own is None else query.where(Token.site_id == own)


def _site_for_token(session: Session, wanted: str | None) -> int | None:
    """None for all sites of the user. A token for one site makes none that opens more. Raises a 404."""
    own = caller().token.site_id
    if wanted is None:
        return own
    if site_for(session, caller().user, int(wanted), caller().token) is None:
        raise not_found()
    return int(wanted)
