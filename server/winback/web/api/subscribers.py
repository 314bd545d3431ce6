"""People known by email, with the words that they agreed to."""

from typing import Any

import sqlalchemy as sa

from ...models import Campaign, Subscriber
from ..schemas.paging import RangeQuery, page_of
from ..schemas.records import SubscriberOut, subscriber_json
from .base import Resources
from .resource import Resource, after, page, session, site_by
from .times import period_of

blueprint = Resources("subscribers", "People known by email, with permission.")


@blueprint.of_site("/subscribers")
class Subscribers(Resource):
    @blueprint.arguments(RangeQuery, location="query")
    @blueprint.response(200, page_of(SubscriberOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """Subscribers, the newest first."""
        owner, at = site_by(site), Subscriber.subscribed_at
        found = (
            sa.select(Subscriber, Campaign.slug)
            .outerjoin(Campaign, Campaign.id == Subscriber.campaign_id)
            .where(Subscriber.site_id == owner.id, period_of(owner, query).holds(at))
            .order_by(at.desc(), Subscriber.email.desc())
        )
        if last := after(query["cursor"], int, str):
            found = found.where(at <= last[0], sa.or_(at < last[0], Subscriber.email < last[1]))
        rows = session().execute(found.limit(query["limit"] + 1)).all()
        shown = page(rows, query["limit"], lambda row: [row[0].subscribed_at, row[0].email])
        return {**shown, "items": [subscriber_json(*row) for row in shown["items"]]}
