"""What a visitor does with each campaign: the exposure in every arm alike, and then what only the shown can do."""

import hashlib
from dataclasses import dataclass

from ...clock import DAY
from .. import effects
from . import voices
from .arrivals import seconds
from .diary import Diary
from .shopping import things
from .world import Shown

CLOSED_DAYS, ANSWERED_DAYS = 30, 90
SEEN = 0.97  # the rest leaves before the message was visible for a second


@dataclass(frozen=True)
class Exposed:
    """The trigger fired. `is_seen`: a message was on the screen long enough to count."""

    campaign: Shown
    arm: str
    exposure: str
    is_seen: bool


def expose(diary: Diary, slug: str, trigger: str) -> Exposed | None:
    """Counts the visitor into an arm, and shows what that arm shows. None where the caps forbid it."""
    campaign = diary.world.campaigns.get(slug)
    person = diary.person
    if campaign is None or person.shown_until.get(slug, 0) > diary.now:
        return None
    arm = campaign.arm_of(person.visitor)
    if arm is None:
        diary.meet(slug, trigger, None)
        return None
    terms = {"campaign": slug, "version": campaign.version, "arm": arm, "epoch": campaign.epoch["id"]}
    if trigger == "exit_intent":
        terms["score"] = _sureness(diary)
    exposure = diary.tell("exposure", **terms, trigger=trigger)
    if arm not in campaign.variants:
        diary.meet(slug, trigger, arm)
        return Exposed(campaign, arm, exposure, False)
    is_seen = diary.chance.random() < SEEN
    diary.meet(slug, trigger, arm, is_seen=is_seen)
    if is_seen:
        diary.wait(1000)
        diary.tell("impression", exposure=exposure, variant=arm, format=campaign.variants[arm]["format"])
        person.shown_until[slug] = diary.now + CLOSED_DAYS * DAY
    return Exposed(campaign, arm, exposure, is_seen)


def _sureness(diary: Diary) -> int:
    """As the widget scores a leaving: how the pointer moved, what was read and how long. By the visit alone, and not by its
    chance: whatever else happens stays as it was.
    """
    digest = hashlib.sha256(f"{diary.person.visitor}/{diary.path}/{diary.pages}".encode()).digest()
    speed, read, stayed = (byte / 255 for byte in digest[:3])
    movement = 20 + 40 * speed if diary.person.device == "desktop" else 30
    return round(movement + 20 * read + 20 * stayed)


def click(diary: Diary, shown: Exposed, block: str, action: str) -> None:
    diary.wait(seconds(diary.chance, 5, 0.4))
    diary.tell("click", exposure=shown.exposure, block=block, action=action)


def close(diary: Diary, shown: Exposed) -> None:
    """Most use the cross; some Escape, some the background."""
    diary.wait(seconds(diary.chance, 3, 0.4))
    how = diary.chance.choices(["close", "backdrop", "esc", "later"], [62, 22, 8, 8])[0]
    diary.tell("dismissal", exposure=shown.exposure, how=how)


def ask_for_address(diary: Diary) -> None:
    """The newsletter's invitation: some join, and it changes nothing about what they buy."""
    shown = expose(diary, "newsletter", "scroll")
    if shown is None or not shown.is_seen:
        return None
    if diary.chance.random() >= effects.NEWSLETTER_JOINS[shown.arm]:
        return close(diary, shown)
    click(diary, shown, "subscribe", "next")
    text = shown.campaign.consent_text(shown.arm, diary.person.language)
    email = f"{diary.person.visitor[:10]}@{diary.chance.choice(['mail', 'post', 'home'])}.example.com"
    text_id = "sha256-" + hashlib.sha256(text.encode()).hexdigest()
    diary.tell("subscribe", exposure=shown.exposure, email=email, lists=["newsletter"], text_id=text_id)
    diary.tell("response", exposure=shown.exposure, complete=True, path=["signup", "thanks"])
    return None


def ask_for_score(diary: Diary, bought: str) -> None:
    """Would you recommend us? After an order, with the reason in the visitor's own words."""
    shown = expose(diary, "nps-bar", "time")
    if shown is None or not shown.is_seen:
        return None
    if diary.chance.random() >= effects.NPS_ANSWERED:
        return close(diary, shown)
    score = diary.chance.choices(range(11), effects.NPS_SCORES)[0]
    _answer(diary, shown, "score", "score", score)
    path = ["score", "why"]
    if diary.chance.random() < 0.55:
        text = voices.reason_for_score(diary.chance, score, diary.person.language, bought)
        click(diary, shown, "send", "next")
        _answer(diary, shown, "why", "reason", text)
    elif diary.chance.random() < 0.5:
        return None  # a partial response: the score alone
    diary.tell("response", exposure=shown.exposure, complete=True, path=[*path, "thanks"])
    return None


def ask_why_leaving(diary: Diary) -> None:
    shown = expose(diary, "exit-feedback", "exit_intent")
    if shown is None or not shown.is_seen:
        return None
    if diary.chance.random() >= effects.FEEDBACK_ANSWERED:
        return close(diary, shown)
    reasons = effects.FEEDBACK_REASONS
    reason = diary.chance.choices(list(reasons), list(reasons.values()))[0]
    language = diary.person.language
    value = {"other": voices.other_reason(diary.chance, language)} if reason == "other" else reason
    click(diary, shown, "send", "next")
    _answer(diary, shown, "reason", "reason", value)
    if diary.chance.random() < 0.5:
        click(diary, shown, "send2", "next")
        _answer(diary, shown, "better", "better", voices.wish(diary.chance, reason, language, things(diary)))
    elif diary.chance.random() < 0.4:
        return None
    diary.tell("response", exposure=shown.exposure, complete=True, path=["reason", "better", "thanks"])
    return None


def _answer(diary: Diary, shown: Exposed, step: str, block: str, value: object) -> None:
    ms = seconds(diary.chance, 6, 0.5)
    diary.wait(ms)
    diary.tell("answer", exposure=shown.exposure, step=step, block=block, value=value, ms=ms)
    diary.person.shown_until[shown.campaign.slug] = diary.now + ANSWERED_DAYS * DAY
    diary.person.answered.add(shown.campaign.slug)
