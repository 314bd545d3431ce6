"""After the parcel: how content, and how easy it was. On the site, or as a page that a mail links to."""

from .base import Template, button, content, heading, paragraph, picture, question, step, theme, when, words

PROGRESS = {"type": "progress"}
CONTENT = step(
    "content",
    {"id": "progress1", **PROGRESS},
    question(
        "csat",
        "content",
        words("How content are you with your order?", "받으신 주문에 얼마나 만족하시나요?"),
        low=words("Not at all", "매우 불만족"),
        high=words("Very", "매우 만족"),
    ),
    button("send1", words("Go on", "다음"), "next"),
    picture("parcel", "above"),
    leads_to="easy",
    logic=[when("content", "lte", 2, "wrong")],
)
EASY = step(
    "easy",
    {"id": "progress2", **PROGRESS},
    question(
        "ces",
        "easy",
        words("How easy was it to order from us?", "주문 과정은 얼마나 편리했나요?"),
        low=words("Very hard", "매우 불편"),
        high=words("Very easy", "매우 편리"),
    ),
    button("send2", words("Go on", "다음"), "next"),
    leads_to="more",
)
MORE = step(
    "more",
    {"id": "progress3", **PROGRESS},
    question(
        "open_text",
        "more",
        words("Is there anything that we should do better?", "더 나아졌으면 하는 점이 있나요?"),
        required=False,
        placeholder=words("In your own words, if you like", "자유롭게 적어 주세요"),
        max=1000,
    ),
    button("send3", words("Send", "보내기"), "next"),
    leads_to="thanks",
)
WRONG = step(
    "wrong",
    {"id": "progress4", **PROGRESS},
    question(
        "open_text",
        "wrong",
        words("We are sorry. What went wrong?", "불편을 드려 죄송합니다. 어떤 점이 아쉬우셨나요?"),
        required=False,
        placeholder=words("Tell us as much as you like", "편하게 말씀해 주세요"),
        max=1000,
    ),
    button("send4", words("Send", "보내기"), "next"),
    leads_to="sorry",
)
SORRY = step(
    "sorry",
    heading(words("Thank you for telling us", "말씀해 주셔서 감사합니다"), "sorry_heading"),
    paragraph(
        words(
            "We want to put this right. Write to us with your order number.",
            "꼭 바로잡고 싶습니다. 주문 번호와 함께 문의해 주세요.",
        ),
        "sorry_text",
    ),
    button("contact", words("Write to us", "문의하기"), "link", url="/contact"),
)
THANKS = step(
    "thanks",
    heading(words("Thank you", "감사합니다"), "thanks_heading"),
    paragraph(words("We read every answer.", "보내 주신 답변은 모두 읽어 보겠습니다."), "thanks_text"),
    button("done", words("Close", "닫기"), "close", "secondary"),
    picture("parcel", "above", "parcel"),
)

TEMPLATE = Template(
    id="delivery_rating",
    moment="purchase",
    name="After delivery",
    purpose="Ask how content people are with an order, and how easy it was, also by mail",
    kind="survey",
    claims=("delivered", "contact_page"),
    content=content(
        triggers=[{"on": "server_event", "name": "order_delivered"}],
        hosted=True,
        variants={
            "a": {
                "format": "popup",
                "theme": theme("paper", "center"),
                "steps": [CONTENT, EASY, MORE, WRONG, SORRY, THANKS],
            }
        },
    ),
)
