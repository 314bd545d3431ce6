"""Where a visit comes from: the landing page's query and the referrer, as real links have them."""

import random

from .people import Person, pick

SEARCH = {
    "https://www.google.com/": 60,
    "https://www.bing.com/": 8,
    "https://duckduckgo.com/": 10,
    "https://www.ecosia.org/": 8,
}
KOREAN_SEARCH = {"https://search.naver.com/": 62, "https://www.google.com/": 30, "https://search.daum.net/": 8}
SOCIAL = {"instagram": ("https://l.instagram.com/", 60), "pinterest": ("https://www.pinterest.com/", 40)}
REFERRERS = {"https://teaandclay.example/": 5, "https://slowhome.example/": 3, "https://www.reddit.com/r/tea/": 4}
PAID = ["spring-firing", "teaware-generic", "brand"]


def arrival(chance: random.Random, person: Person) -> tuple[str, str]:
    """The landing page's query (without `?`) and its referrer. People come back by mail or directly more often."""
    channel = person.channel
    if person.visits > 1 and chance.random() < 0.5:
        channel = "email" if person.persona.name in ("collector", "bargain hunter") else "direct"
    return _WAYS[channel](chance, person)


def _organic(chance: random.Random, person: Person) -> tuple[str, str]:
    return "", pick(chance, KOREAN_SEARCH if person.language == "ko" else SEARCH)


def _paid(chance: random.Random, person: Person) -> tuple[str, str]:
    campaign = chance.choice(PAID)
    if person.language == "ko":
        return f"utm_source=naver&utm_medium=cpc&utm_campaign={campaign}", "https://ad.search.naver.com/"
    return f"utm_source=google&utm_medium=cpc&utm_campaign={campaign}&gclid=demo", "https://www.google.com/"


def _social(chance: random.Random, person: Person) -> tuple[str, str]:
    source = pick(chance, {name: share for name, (_, share) in SOCIAL.items()})
    tagged = f"utm_source={source}&utm_medium=social" if chance.random() < 0.5 else ""
    return tagged, SOCIAL[source][0]


def _email(chance: random.Random, person: Person) -> tuple[str, str]:
    return f"utm_source=newsletter&utm_medium=email&utm_campaign=letter-{chance.randint(1, 3)}", ""


def _referral(chance: random.Random, person: Person) -> tuple[str, str]:
    return "", pick(chance, REFERRERS)


def _direct(chance: random.Random, person: Person) -> tuple[str, str]:
    return "", ""


_WAYS = {
    "organic": _organic,
    "paid": _paid,
    "social": _social,
    "email": _email,
    "referral": _referral,
    "direct": _direct,
}
