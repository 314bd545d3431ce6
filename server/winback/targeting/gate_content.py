"""The launch gate's view of what visitors read: texts, blocks, steps and colours."""

from collections.abc import Iterator
from typing import Any

from ..models import Site
from . import walk, ways
from .contrast import ENOUGH, contrast
from .kit import worn
from .problem import Problem, said
from .shades import over_picture, paints, veil

# The texts of a block that must be there, and those that are whole or absent.
_TEXTS: dict[str, tuple[str, ...]] = {
    "heading": ("text",),
    "text": ("text",),
    "image": ("alt",),
    "button": ("text",),
    "email": ("label", "consent_text"),
    "nps": ("label", "low", "high"),
    "csat": ("label", "low", "high"),
    "ces": ("label", "low", "high"),
    "stars": ("label",),
    "single_choice": ("label",),
    "multiple_choice": ("label",),
    "select": ("label",),
    "field": ("label",),
    "checkbox": ("label",),
    "consent": ("label",),
    "open_text": ("label",),
}
_OPTIONAL_TEXTS: dict[str, tuple[str, ...]] = {
    "email": ("placeholder",),
    "open_text": ("placeholder",),
    "select": ("placeholder",),
    "field": ("placeholder",),
    "coupon": ("label", "copied", "empty"),
    "countdown": ("text", "end"),
    "progress": ("text",),
    "products": ("text",),
}
_CHOICES = ("single_choice", "multiple_choice", "select")
_SAYING = {
    "pictured": said(
        "Say in {language} what this answer is: its picture alone says nothing to those who can't see it."
    ),
    "alt": said("Say in {language} what the picture shows, for those who can't see it."),
    "consent_text": said("Write in {language} what people agree to when they leave their address."),
}


def has_origins(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    if not site.origins:
        yield Problem("site.origins", "The site lists no address, so nothing that visitors do would be recorded.")


def has_triggers(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    # a page of its own is opened by whoever has its address
    if not content["triggers"] and not content.get("hosted"):
        yield Problem("triggers", "Choose at least one moment at which the message appears.")


def has_scores_that_hold(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """Of moments that all have to come, the last one alone says when: how sure another was is forgotten by then."""
    needs_all = content.get("match") == "all" and len(content["triggers"]) > 1
    for index, trigger in enumerate(content["triggers"]):
        if needs_all and trigger.get("min_score"):
            yield Problem(
                f"triggers.{index}.min_score", "Where all moments have to come, none of them can ask for a least score."
            )


def has_languages(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    if not content["languages"]:
        yield Problem("languages", "Choose at least one language.")


def has_variants(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    if not content["variants"]:
        yield Problem("variants", "The campaign has no variant, so there is nothing to show.")


def has_steps(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, variant in walk.variants(content):
        if not variant["steps"]:
            yield Problem(f"{path}.steps", "The variant has no step.")
    for path, step in walk.steps(content):
        if not step["blocks"]:
            yield Problem(f"{path}.blocks", "The step is empty.")


def has_complete_texts(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, block in walk.blocks(content):
        for name in () if block.get("decorative") else _TEXTS.get(block["type"], ()):
            yield from _missing(f"{path}.{name}", block.get(name) or {}, content["languages"], name)
        for name in _OPTIONAL_TEXTS.get(block["type"], ()):
            if any((block.get(name) or {}).values()):
                yield from _missing(f"{path}.{name}", block[name], content["languages"], name)
        for index, option in enumerate(block.get("options") or []):
            yield from _without_words(f"{path}.options.{index}", option, content["languages"])


def _without_words(path: str, option: dict[str, Any], languages: list[str]) -> Iterator[Problem]:
    """The words of an answer stand for its picture too; what they don't say of it is whole or absent."""
    image = option.get("image") or {}
    yield from _missing(f"{path}.text", option["text"], languages, "pictured" if image else "text")
    if any((image.get("alt") or {}).values()) and not image.get("decorative"):
        yield from _missing(f"{path}.image.alt", image["alt"], languages, "alt")


def has_complete_blocks(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, block in walk.blocks(content):
        if block["type"] == "button" and block.get("action") == "link" and not (block.get("url") or "").strip():
            yield Problem(f"{path}.url", "The button leads nowhere: give it an address.")
        for language, parts in (block.get("rich") or {}).items():
            if not all(url.strip() for url in walk.links(parts)):
                yield Problem(f"{path}.text.{language}", "A link in this text leads nowhere: give it an address.")
        if block["type"] == "button" and block.get("action") == "event" and not block.get("event"):
            yield Problem(f"{path}.event", "The button tells of nothing: give its event a name.")
        if block["type"] == "hidden":
            yield from _unknown_value(path, block, site)
        if block["type"] == "countdown" and block.get("mode") == "fixed" and not block.get("at"):
            yield Problem(f"{path}.at", "The countdown has no end: choose the time at which it is over.")
        if block["type"] in _CHOICES and len(block.get("options") or []) < 2:
            yield Problem(f"{path}.options", "A choice needs at least two answers.")


def _unknown_value(path: str, block: dict[str, Any], site: Site) -> Iterator[Problem]:
    name = block.get("name") or ""
    if not name:
        yield Problem(f"{path}.name", "Say which value of the page the hidden field keeps.")
    elif block.get("source") == "variable" and name not in {one["name"] for one in site.page_variables or []}:
        yield Problem(f"{path}.name", "The site's settings name no value {fact}.", {"fact": name})


def gives_one_code(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """A code is asked for by its showing, and not by its block: a second coupon would show the first one's."""
    for path, variant in walk.variants(content):
        coupons = [
            (where, block)
            for at, step in walk.steps_of(path, variant)
            for where, block in walk.blocks_of(at, step)
            if block["type"] == "coupon" and (block.get("pool") or block.get("code"))
        ]
        for where, block in coupons[1:]:
            first, name = coupons[0][1], "pool" if block.get("pool") else "code"
            if any((block.get(key) or None) != (first.get(key) or None) for key in ("pool", "code")):
                text = said("A message gives one code, and an earlier coupon of it has another one.")
                yield Problem(f"{where}.{name}", text)


def has_codes_for_links(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """An address that takes the code waits for one: where no coupon has stood before, its button is never seen."""
    for path, variant in walk.variants(content):
        has_coupon = False
        for at, step in walk.steps_of(path, variant):
            has_coupon = has_coupon or any(block["type"] == "coupon" for block in step["blocks"])
            for where, block in walk.blocks_of(at, step):
                if walk.takes_code(block) and not has_coupon:
                    yield Problem(f"{where}.url", "The address takes the code of a coupon, and none stands before it.")


def leads_somewhere(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, variant in walk.variants(content):
        ids = {step["id"] for step in variant["steps"]}
        for at, step in walk.steps_of(path, variant):
            if step.get("next") and step["next"] not in ids:
                yield Problem(f"{at}.next", "There is no step {step}.", {"step": step["next"]})
            for where, block in walk.blocks_of(at, step):
                kind, _, target = (block.get("action") or "").partition(":")
                if kind == "goto" and target not in ids:
                    yield Problem(f"{where}.action", "There is no step {step}.", {"step": target})


def comes_to_an_end(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """Whoever goes on is done at last. Back by a button, again and again, is what the visitor wants."""
    text = said("The step that follows leads back to this one, so nobody who goes on would ever be done.")
    for path, variant in walk.variants(content):
        leads = ways.onward(variant)
        order = [step["id"] for step in variant["steps"]]
        for index, (at, step) in enumerate(walk.steps_of(path, variant)):
            after = step.get("next") or ""
            # of a circle, where it turns back
            if after in order[: index + 1] and step["id"] in {after, *ways.reached(leads, after)}:
                yield Problem(f"{at}.next", text)


def comes_to_all_steps(content: dict[str, Any]) -> Iterator[Problem]:
    for path, variant in walk.variants(content):
        lost = ways.unreached(variant)
        for at, step in walk.steps_of(path, variant):
            if step["id"] in lost:
                yield Problem(at, "Nobody comes to this step: no step, rule or button leads to it.")


def can_be_answered(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, step in walk.steps(content):
        asked = [block for block in step["blocks"] if block["type"] in walk.QUESTIONS]
        sends_itself = len(asked) == 1 and asked[0]["type"] in walk.PRESSED
        for at, block in walk.blocks_of(path, step):
            if block["type"] == "hidden" and not asked:
                yield Problem(at, "A hidden field goes with the answers of its step, and this step asks nothing.")
        if asked and not sends_itself and not any(walk.leads_on(block) for block in step["blocks"]):
            yield Problem(f"{path}.blocks", "The step asks something, but has no button that sends the answer.")


def has_its_place(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    for path, variant in walk.variants(content):
        if variant["format"] == "inline" and not (variant.get("selector") or "").strip():
            yield Problem(f"{path}.selector", "Say where in the page the message stands: give it a selector.")
        if variant.get("teaser"):
            yield from _missing(f"{path}.teaser.text", variant["teaser"]["text"], content["languages"], "text")


def is_readable(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    yield from is_readable_in(content, site.look)


def is_readable_in(content: dict[str, Any], look: dict[str, Any] | None) -> Iterator[Problem]:
    """The same with this brand kit, which need not be the site's yet."""
    yield from _is_readable_over_pictures(content, look)
    for path, variant in walk.variants(content):
        # What is mixed of the two is mixed so that it can be read wherever the text itself can.
        theme = worn(variant.get("theme"), look)
        ratios = [contrast(paint.text, paint.background) or 0 for paint in paints(theme)]
        if min(ratios) < ENOUGH:
            # cut, not rounded: 4.49 is not enough and must not read 4.5
            values = {"ratio": f"{int(min(ratios) * 100) / 100:.2f}", "needed": ENOUGH}
            text = said("The text is hard to read on this background: contrast {ratio}, needed {needed}.")
            is_dark = len(ratios) > 1 and ratios[1] == min(ratios)
            yield Problem(f"{path}.theme{'.dark' if is_dark else ''}.text", text, values)


def _is_readable_over_pictures(content: dict[str, Any], look: dict[str, Any] | None) -> Iterator[Problem]:
    """Whatever a picture behind words shows, they are judged on what its veil leaves of it at the worst."""
    text = said(
        "Over the picture the text is hard to read: contrast {ratio}, needed {needed}. A veil of {least} percent is enough."
    )
    for path, variant in walk.variants(content):
        found = list(paints(worn(variant.get("theme"), look)))
        for where, block in _behind(path, variant):
            ratio = min(over_picture(paint, block["veil"]) for paint in found)
            if ratio < ENOUGH:
                values = {"ratio": f"{int(ratio * 100) / 100:.2f}", "needed": ENOUGH, "least": max(map(veil, found))}
                yield Problem(f"{where}.veil", text, values)


def _behind(path: str, variant: dict[str, Any]) -> Iterator[walk.Part]:
    """Pictures behind words whose veil somebody chose. Left to us, it is as dense as it has to be."""
    for at, step in walk.steps_of(path, variant):
        for where, block in walk.blocks_of(at, step):
            if block.get("place") == "behind" and block.get("veil") is not None:
                yield where, block


def has_one_picture_a_step(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """At its edge, or behind it: two would lie on each other."""
    for path, step in walk.steps(content):
        placed = [where for where, block in walk.blocks_of(path, step) if block.get("place")]
        for where in placed[1:]:
            yield Problem(
                f"{where}.place", "The step has a picture at its edge already: let this one stand among the blocks."
            )


def _missing(path: str, text: dict[str, str], languages: list[str], name: str) -> Iterator[Problem]:
    saying = _SAYING.get(name, said("The text in {language} is missing."))
    for language in languages:
        if not (text.get(language) or "").strip():
            yield Problem(f"{path}.{language}", saying, {"language": language})
