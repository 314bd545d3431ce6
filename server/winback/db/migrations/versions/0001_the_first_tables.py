"""The first tables"""

import sqlalchemy as sa
from alembic import op

from winback.db.types import Json, Uuid16

revision = "0001"
down_revision = None

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# A consent record is proof: nobody changes or removes it. Erasing a person may only empty payload and salt,
# and only both; the chain of hashes stays whole.
KEPT = "site_id id seq consent_id visitor notice action purposes commitment previous_hash hash recorded_at".split()
SQLITE_TRIGGERS = [
    "CREATE TRIGGER consent_record_update BEFORE UPDATE ON consent_record WHEN NOT ("
    "NEW.payload IS NULL AND NEW.salt IS NULL AND "
    + " AND ".join(f"NEW.{c} IS OLD.{c}" for c in KEPT if c != "visitor")
    + " AND (NEW.visitor IS OLD.visitor OR NEW.visitor IS NULL)"
    ") BEGIN SELECT RAISE(ABORT, 'consent records are never changed'); END",
    "CREATE TRIGGER consent_record_delete BEFORE DELETE ON consent_record "
    "BEGIN SELECT RAISE(ABORT, 'consent records are never removed'); END",
]
POSTGRESQL_TRIGGERS = [
    "CREATE FUNCTION consent_record_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'consent records are never changed or removed'; END $$",
    "CREATE TRIGGER consent_record_update BEFORE UPDATE ON consent_record FOR EACH ROW WHEN (NOT ("
    "NEW.payload IS NULL AND NEW.salt IS NULL AND "
    + " AND ".join(f"NEW.{c} IS NOT DISTINCT FROM OLD.{c}" for c in KEPT if c != "visitor")
    + " AND (NEW.visitor IS NOT DISTINCT FROM OLD.visitor OR NEW.visitor IS NULL)"
    ")) EXECUTE FUNCTION consent_record_refuse()",
    "CREATE TRIGGER consent_record_delete BEFORE DELETE ON consent_record "
    "FOR EACH ROW EXECUTE FUNCTION consent_record_refuse()",
]


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("origins", Json, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("consent_mode", sa.String(), nullable=False),
        sa.Column("purposes", Json, nullable=False),
        sa.Column("controller", sa.String(), nullable=False),
        sa.Column("policy_url", sa.String(), nullable=False),
        sa.Column("holdout_seed", sa.String(), nullable=False),
        sa.Column("holdout_share", sa.Double(), nullable=False),
        sa.Column("quiet_paths", Json, nullable=False),
        sa.Column("allows_forced_arms", sa.Boolean(), nullable=False),
        sa.Column("revision", INT, nullable=False),
        sa.Column("created_at", INT, nullable=False),
        sa.CheckConstraint("consent_mode IN ('ask','optout','exempt','off')", name=op.f("ck_site_consent_mode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("key", name=op.f("uq_site_key")),
    )
    op.create_table(
        "user",
        sa.Column("id", INT, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("disabled_at", INT, nullable=True),
        sa.Column("created_at", INT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", INT, nullable=False),
        sa.Column("site_id", INT, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("priority", INT, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("epochs", Json, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("launched_at", INT, nullable=True),
        sa.Column("created_at", INT, nullable=False),
        sa.Column("updated_at", INT, nullable=False),
        sa.CheckConstraint("kind IN ('message','survey','consent')", name=op.f("ck_campaign_kind")),
        sa.CheckConstraint("status IN ('draft','live','paused','archived')", name=op.f("ck_campaign_status")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_campaign_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("site_id", "slug", name=op.f("uq_campaign_site_id_slug")),
    )
    op.create_table(
        "consent_notice",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("published_at", INT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_consent_notice_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "hash", name=op.f("pk_consent_notice")),
    )
    op.create_table(
        "consent_record",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("seq", INT, nullable=False),
        sa.Column("consent_id", Uuid16(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=True),
        sa.Column("notice", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("purposes", Json, nullable=False),
        sa.Column("payload", Json, nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("recorded_at", INT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_consent_record_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_consent_record")),
        sa.UniqueConstraint("site_id", "seq", name=op.f("uq_consent_record_site_id_seq")),
    )
    op.create_index("ix_consent_record_site_consent", "consent_record", ["site_id", "consent_id"], unique=False)
    op.create_index("ix_consent_record_site_recorded", "consent_record", ["site_id", "recorded_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time", INT, nullable=False),
        sa.Column("received_at", INT, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=True),
        sa.Column("session_id", Uuid16(), nullable=True),
        sa.Column("exposure", Uuid16(), nullable=True),
        sa.Column("campaign_id", INT, nullable=True),
        sa.Column("arm", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("referrer", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("value_minor", INT, nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("flags", INT, nullable=False),
        sa.Column("properties", Json, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_event_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_event")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_site_name_time", "event", ["site_id", "name", "time"], unique=False)
    op.create_index("ix_event_site_time", "event", ["site_id", "time"], unique=False)
    op.create_index("ix_event_site_visitor_time", "event", ["site_id", "visitor", "time", "id"], unique=False)

    op.create_table(
        "idempotent_answer",
        sa.Column("user_id", INT, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", INT, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("created_at", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_idempotent_answer_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotent_answer")),
    )
    op.create_table(
        "login",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", INT, nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created_at", INT, nullable=False),
        sa.Column("seen_at", INT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login")),
    )
    op.create_index("ix_login_user_id", "login", ["user_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("user_id", INT, nullable=False),
        sa.Column("site_id", INT, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('owner','member')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_membership_site_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "site_id", name=op.f("pk_membership")),
    )
    op.create_table(
        "purchase",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("event_id", Uuid16(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=True),
        sa.Column("time", INT, nullable=False),
        sa.Column("value_minor", INT, nullable=False),
        sa.Column("refunded_minor", INT, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_purchase_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "goal", "transaction_id", name=op.f("pk_purchase")),
    )
    op.create_index("ix_purchase_site_visitor_time", "purchase", ["site_id", "visitor", "time"], unique=False)

    op.create_table(
        "session",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=False),
        sa.Column("started_at", INT, nullable=False),
        sa.Column("last_at", INT, nullable=False),
        sa.Column("landing_url", sa.String(), nullable=True),
        sa.Column("referrer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_session_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_site_visitor_started", "session", ["site_id", "visitor", "started_at"], unique=False)

    op.create_table(
        "tag_sighting",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("seen_at", INT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_tag_sighting_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "origin", name=op.f("pk_tag_sighting")),
    )
    op.create_table(
        "token",
        sa.Column("id", INT, nullable=False),
        sa.Column("user_id", INT, nullable=False),
        sa.Column("site_id", INT, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", INT, nullable=False),
        sa.Column("expires_at", INT, nullable=True),
        sa.Column("last_used_at", INT, nullable=True),
        sa.Column("revoked_at", INT, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_token_site_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_token_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_token_token_hash")),
    )
    op.create_index("ix_token_user_id", "token", ["user_id"], unique=False)

    op.create_table(
        "campaign_version",
        sa.Column("campaign_id", INT, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("published_at", INT, nullable=False),
        sa.Column("published_by", INT, nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_version_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["user.id"], name=op.f("fk_campaign_version_published_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_campaign_version")),
    )
    op.create_table(
        "participation",
        sa.Column("campaign_id", INT, nullable=False),
        sa.Column("visitor", Uuid16(), nullable=False),
        sa.Column("epoch", INT, nullable=False),
        sa.Column("site_id", INT, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("has_two_arms", sa.Boolean(), nullable=False),
        sa.Column("first_exposed_at", INT, nullable=False),
        sa.Column("shown_at", INT, nullable=True),
        sa.Column("clicked_at", INT, nullable=True),
        sa.Column("answered_at", INT, nullable=True),
        sa.Column("converted_at", INT, nullable=True),
        sa.Column("conversions", INT, nullable=False),
        sa.Column("revenue_minor", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_participation_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_participation_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("campaign_id", "visitor", "epoch", name=op.f("pk_participation")),
    )
    op.create_index(
        "ix_participation_campaign_exposed", "participation", ["campaign_id", "first_exposed_at"], unique=False
    )
    op.create_index("ix_participation_site_id", "participation", ["site_id"], unique=False)

    op.create_table(
        "response",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("exposure", Uuid16(), nullable=False),
        sa.Column("campaign_id", INT, nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=True),
        sa.Column("session_id", Uuid16(), nullable=True),
        sa.Column("started_at", INT, nullable=False),
        sa.Column("completed_at", INT, nullable=True),
        sa.Column("steps", Json, nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("flags", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_response_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_response_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "exposure", name=op.f("pk_response")),
    )
    op.create_index("ix_response_campaign_started", "response", ["campaign_id", "started_at"], unique=False)
    op.create_index("ix_response_site_started", "response", ["site_id", "started_at"], unique=False)

    op.create_table(
        "subscriber",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("visitor", Uuid16(), nullable=True),
        sa.Column("campaign_id", INT, nullable=True),
        sa.Column("lists", Json, nullable=False),
        sa.Column("text_id", sa.String(), nullable=False),
        sa.Column("consent_text", sa.String(), nullable=True),
        sa.Column("subscribed_at", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_subscriber_campaign_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_subscriber_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "email", name=op.f("pk_subscriber")),
    )
    op.create_table(
        "answer",
        sa.Column("site_id", INT, nullable=False),
        sa.Column("exposure", Uuid16(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("number", INT, nullable=True),
        sa.Column("answered_at", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "exposure"],
            ["response.site_id", "response.exposure"],
            name=op.f("fk_answer_site_id_exposure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "exposure", "block", name=op.f("pk_answer")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if is_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)
