"""The records, one concept a file, each with its behaviour."""

from .base import Base
from .campaign import Campaign, CampaignVersion
from .consent import ConsentNotice, ConsentRecord
from .coupon import CouponCode, CouponPool, CouponUse
from .erased_visitor import ErasedVisitor
from .event import UNCOUNTED, Event, Flag
from .idempotency import IdempotentAnswer
from .login_try import LoginTry
from .participation import Participation
from .picture import Picture, PictureFile
from .purchase import Purchase
from .queued_event import QueuedEvent
from .response import Answer, Response
from .rollup import AnswerCount, CampaignCount, CampaignDay, DropCount, EventCount
from .script_file import ScriptFile
from .segment import Segment
from .site import Membership, Site, TagSighting
from .subscriber import Subscriber
from .user import Login, Token, User
from .visit import Visit

__all__ = [
    "UNCOUNTED",
    "Answer",
    "AnswerCount",
    "Base",
    "Campaign",
    "CampaignCount",
    "CampaignDay",
    "CampaignVersion",
    "ConsentNotice",
    "ConsentRecord",
    "CouponCode",
    "CouponPool",
    "CouponUse",
    "DropCount",
    "ErasedVisitor",
    "Event",
    "EventCount",
    "Flag",
    "IdempotentAnswer",
    "Login",
    "LoginTry",
    "Membership",
    "Participation",
    "Picture",
    "PictureFile",
    "Purchase",
    "QueuedEvent",
    "Response",
    "ScriptFile",
    "Segment",
    "Site",
    "Subscriber",
    "TagSighting",
    "Token",
    "User",
    "Visit",
]
