"""People who left their address, with the words that they agreed to."""

import sqlalchemy as sa
from flask import render_template, request

from ...models import Subscriber
from ..service import service
from .blueprint import pages
from .page import my_site

PAGE = 50


@pages.get("/sites/<int:site_id>/subscribers")
def list_subscribers(site_id: int) -> str:
    number = max(1, request.args.get("page", 1, int))
    with service().db.reading() as session:
        site = my_site(session, site_id)
        query = sa.select(Subscriber).where(Subscriber.site_id == site.id)
        query = query.order_by(Subscriber.subscribed_at.desc(), Subscriber.email)
        people = list(session.scalars(query.offset((number - 1) * PAGE).limit(PAGE + 1)))
    return render_template(
        "subscribers/list.html", site=site, people=people[:PAGE], number=number, has_more=len(people) > PAGE
    )
