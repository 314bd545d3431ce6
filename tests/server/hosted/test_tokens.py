"""What mailing tools are given to carry along: tokens, and the tags that stand for them."""

from winback.web.hosted.links import token
from winback.web.hosted.mail import is_tag


def test_no_token_is_a_formula() -> None:
    assert not [name for name in map(str, range(500)) if token("secret", "wb_x.ask", name).startswith("-")]


def test_a_tag_is_one_line() -> None:
    assert is_tag("*|WB|*") and not is_tag("abc\n")
