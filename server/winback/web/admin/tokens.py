"""The person's API tokens: made, shown once, revoked."""

import sqlalchemy as sa
from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...clock import DAY
from ...models import Token
from ...models.site import site_for, sites_of
from ..service import service
from .blueprint import pages

LIFETIMES = {"": None, "30": 30, "90": 90, "365": 365}


@pages.get("/tokens")
def list_tokens() -> str:
    return _list()


@pages.post("/tokens")
def create_token() -> ResponseReturnValue:
    name, days = request.form.get("name", "").strip(), LIFETIMES.get(request.form.get("days", ""))
    if not 1 <= len(name) <= 80:
        return _list(error=_("Say what the token is for, in up to 80 characters.")), 422
    now = service().clock()
    with service().db.writing() as session:
        site_id = _chosen_site(session)
        expires_at = now + days * DAY if days else None
        _token, secret = Token.issue(session, g.user, name, now, site_id, expires_at)
    # Answered here and not after a redirect: the secret is kept nowhere.
    return _list(secret=secret), 201


@pages.post("/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    with service().db.writing() as session:
        token = session.scalar(sa.select(Token).where(Token.id == token_id, Token.user_id == g.user.id))
        if token is None:
            raise NotFound
        token.revoked_at = token.revoked_at or service().clock()
    flash(_("%(name)s is revoked: it opens nothing any more.", name=token.name), "success")
    return redirect(url_for("admin.list_tokens"), 303)


def _list(**shown: str) -> str:
    query = sa.select(Token).where(Token.user_id == g.user.id).order_by(Token.created_at.desc(), Token.id.desc())
    with service().db.reading() as session:
        tokens, sites = list(session.scalars(query)), sites_of(session, g.user)
    names = {site.id: site.name for site in sites}
    return render_template("tokens/list.html", tokens=tokens, sites=sites, names=names, now=service().clock(), **shown)


def _chosen_site(session: Session) -> int | None:
    """None for all the person's sites. Raises NotFound for a site of somebody else."""
    chosen = request.form.get("site", "")
    if not chosen:
        return None
    if not chosen.isdigit() or site_for(session, g.user, int(chosen)) is None:
        raise NotFound
    return int(chosen)
