"""Before goods for adults: said plainly, answered in one press, and the way out is as large as the way in."""

from .base import Template, button, content, heading, paragraph, picture, step, theme, words

NOTICE = step(
    "notice",
    heading(words("Are you 19 or older?", "만 19세 이상이신가요?")),
    paragraph(
        words(
            "Some of what we sell is for adults only. We ask once and check your age again when you order.",
            "성인만 구매할 수 있는 상품이 있어요. 지금 한 번만 여쭙고, 주문하실 때 연령을 확인합니다.",
        )
    ),
    button("yes", words("Yes, I am", "네, 그렇습니다"), "close"),
    button("no", words("No, leave the shop", "아니요, 나가기"), "link", url="/adults-only"),
    picture("dusk", "behind"),
)

TEMPLATE = Template(
    id="age_notice",
    moment="consent",
    name="Age notice",
    purpose="Tell people before they come in that some goods are for adults",
    kind="message",
    claims=("age",),
    content=content(
        triggers=[{"on": "page_load"}],
        search_safe=False,  # whoever comes from a search engine is meant as well
        frequency={"after_close_days": 180, "after_conversion_days": None},
        variants={"a": {"format": "fullscreen", "theme": theme("night", "center"), "steps": [NOTICE]}},
    ),
)
