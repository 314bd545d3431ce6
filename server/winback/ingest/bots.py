"""Who says of itself that it is no human."""

from crawleruseragents import is_crawler

from ..memory import remembered


@remembered
def is_bot(user_agent: str) -> bool:
    """Whether the agent names itself a crawler, or nothing at all. Uncached it costs 0.3 ms."""
    return not user_agent.strip() or bool(is_crawler(user_agent[:1000]))
