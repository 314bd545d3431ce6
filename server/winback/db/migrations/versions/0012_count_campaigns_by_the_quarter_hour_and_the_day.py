"""Count campaigns by the quarter-hour and the day"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNTS = (
    "exposed",
    "shown",
    "clicked",
    "answered",
    "converted",
    "revenue_minor",
    "showings",
    "promoters",
    "passives",
    "detractors",
    "bot",
    "staff",
    "arm_mismatch",
    "two_arms",
)

# Impressions after the first of their exposure, which are flagged from now on as they come.
REPEATED = """
UPDATE event SET flags = flags | 64 WHERE name = 'impression' AND (site_id, id) IN (
    SELECT site_id, id FROM (
        SELECT site_id, id, row_number() OVER (PARTITION BY site_id, exposure ORDER BY time, id) AS number
        FROM event
        WHERE name = 'impression' AND exposure IS NOT NULL AND campaign_id IS NOT NULL AND flags & 7 = 0
    ) AS seen
    WHERE number > 1
)
"""
IMPRESSIONS = """
INSERT INTO event_count
SELECT site_id, time - time % 900000, name, source, coalesce(campaign_id, 0), coalesce(arm, ''), flags,
       visitor IS NULL, source = 'browser' AND received_at - time > 300000, count(*)
FROM event WHERE name = 'impression' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
# What was stored before: the same as a recount gives.
COUNTS = """
INSERT INTO campaign_count (campaign_id, quarter_at, arm, {columns})
SELECT campaign_id, quarter_at, arm, {sums}
FROM (
    SELECT campaign_id, first_exposed_at - first_exposed_at % 900000 AS quarter_at, arm,
           1 AS exposed,
           CASE WHEN shown_at IS NULL THEN 0 ELSE 1 END AS shown,
           CASE WHEN clicked_at IS NULL THEN 0 ELSE 1 END AS clicked,
           CASE WHEN answered_at IS NULL THEN 0 ELSE 1 END AS answered,
           CASE WHEN converted_at IS NULL THEN 0 ELSE 1 END AS converted,
           revenue_minor,
           0 AS showings, 0 AS promoters, 0 AS passives, 0 AS detractors,
           0 AS bot, 0 AS staff, 0 AS arm_mismatch, 0 AS two_arms
    FROM participation
    WHERE is_first AND NOT has_two_arms
    UNION ALL
    SELECT campaign_id, quarter_at, arm, 0, 0, 0, 0, 0, 0,
           CASE WHEN name = 'impression' AND flags & 71 = 0 THEN count ELSE 0 END, 0, 0, 0,
           CASE WHEN name = 'exposure' AND flags & 1 <> 0 THEN count ELSE 0 END,
           CASE WHEN name = 'exposure' AND flags & 2 <> 0 THEN count ELSE 0 END,
           CASE WHEN name = 'exposure' AND flags & 4 <> 0 THEN count ELSE 0 END,
           CASE WHEN name = 'exposure' AND flags & 8 <> 0 THEN count ELSE 0 END
    FROM event_count
    WHERE name IN ('impression', 'exposure') AND campaign_id IN (SELECT id FROM campaign)
    UNION ALL
    SELECT campaign_id, quarter_at, variant, 0, 0, 0, 0, 0, 0, 0,
           CASE WHEN number >= 9 THEN count ELSE 0 END,
           CASE WHEN number IN (7, 8) THEN count ELSE 0 END,
           CASE WHEN number < 7 THEN count ELSE 0 END,
           0, 0, 0, 0
    FROM answer_count
    WHERE kind = 'nps' AND is_last
) AS each_row
GROUP BY campaign_id, quarter_at, arm
HAVING {any_sum}
""".format(
    columns=", ".join(AMOUNTS),
    sums=", ".join(f"sum({name})" for name in AMOUNTS),
    any_sum=" OR ".join(f"sum({name}) <> 0" for name in AMOUNTS),
)
SUMS = f"""
SELECT s.zone, c.campaign_id, c.quarter_at, c.arm, {", ".join(f"c.{name}" for name in AMOUNTS)}
FROM campaign_count c JOIN campaign ON campaign.id = c.campaign_id JOIN site s ON s.id = campaign.site_id
"""


def upgrade() -> None:
    _create("campaign_count", "quarter_at")
    _create("campaign_day", "day")
    op.execute(REPEATED)
    op.execute("DELETE FROM event_count WHERE name = 'impression'")
    op.execute(IMPRESSIONS)
    op.execute(COUNTS)
    rows = _by_day(op.get_bind().execute(sa.text(SUMS)))
    if rows:
        op.bulk_insert(sa.table("campaign_day", *map(sa.column, rows[0])), rows)


def _create(table: str, time: str) -> None:
    op.create_table(
        table,
        sa.Column("campaign_id", INT, nullable=False),
        sa.Column(time, INT, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        *(sa.Column(name, INT, nullable=False) for name in AMOUNTS),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f(f"fk_{table}_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", time, "arm", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _by_day(rows: Iterable[Any]) -> list[dict[str, Any]]:
    days: dict[tuple[int, int, str], list[int]] = {}
    for zone, campaign_id, quarter_at, arm, *amounts in rows:
        sums = days.setdefault((campaign_id, _day(quarter_at, zone), arm), [0] * len(AMOUNTS))
        sums[:] = [a + b for a, b in zip(sums, amounts, strict=True)]
    return [
        {"campaign_id": campaign_id, "day": day, "arm": arm, **dict(zip(AMOUNTS, sums, strict=True))}
        for (campaign_id, day, arm), sums in days.items()
    ]


@cache
def _day(quarter_at: int, zone: str) -> int:
    return datetime.fromtimestamp(quarter_at / 1000, ZoneInfo(zone)).toordinal()
