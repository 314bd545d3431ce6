"""What to hear about, and how often: a page that every letter can link to, and a message of the site."""

from .base import Template, button, content, heading, options, paragraph, question, step, theme, words

CHOOSE = step(
    "choose",
    heading(words("What may we write to you about?", "어떤 소식을 받고 싶으신가요?")),
    question(
        "multiple_choice",
        "topics",
        words("Choose as much or as little as you like", "원하시는 만큼 골라 주세요"),
        required=False,
        options=options(
            new=words("New arrivals", "새 상품"),
            offers=words("Offers", "할인과 혜택"),
            stories=words("Stories and ideas", "이야기와 활용법"),
            nothing=words("Nothing for now", "당분간 받지 않을게요"),
        ),
        other=False,
    ),
    question(
        "select",
        "often",
        words("How often?", "얼마나 자주 받으시겠어요?"),
        required=False,
        options=options(
            week=words("Once a week at most", "일주일에 한 번까지"),
            month=words("Once a month at most", "한 달에 한 번까지"),
            season=words("A few times a year", "일 년에 몇 번만"),
        ),
        placeholder=words("Please choose", "선택해 주세요"),
    ),
    button("save", words("Save", "저장"), "next"),
    leads_to="saved",
)
SAVED = step(
    "saved",
    heading(words("Saved", "저장했어요"), "saved_heading"),
    paragraph(
        words(
            "You can change this at any time by the link in each letter.",
            "메일에 있는 링크로 언제든지 바꾸실 수 있어요.",
        ),
        "saved_text",
    ),
    button("done", words("Close", "닫기"), "close", "secondary"),
)

TEMPLATE = Template(
    id="preferences",
    moment="consent",
    name="Preference centre",
    purpose="Let readers choose what they hear about, on a page that your letters link to",
    kind="survey",
    claims=("mailed",),
    content=content(
        triggers=[{"on": "click", "selector": "[data-preferences]"}],
        frequency={
            "per_session": None,
            "after_close_days": None,
            "after_answer_days": None,
            "after_conversion_days": None,
        },
        hosted=True,
        variants={"a": {"format": "popup", "theme": theme("forest", "center"), "steps": [CHOOSE, SAVED]}},
    ),
)
