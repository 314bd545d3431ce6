"""Only our own pages may change anything: the browser's word where the request comes from, and a token."""

import hmac

from flask import Response, g, request

from ..ids import secret_token
from .service import service

FIELD = "csrf"
HEADER = "X-CSRF-Token"


def is_from_here() -> bool:
    """Whether the browser says that one of our own pages sent this. A client that says nothing is judged by its token."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin in (service().settings.url, f"{request.scheme}://{request.host}")


def has_token() -> bool:
    given = request.headers.get(HEADER) or request.form.get(FIELD) or ""
    expected = g.login.csrf if g.login else request.cookies.get(_cookie(), "")
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def form_token() -> str:
    """The token for this page's forms: the login's, or before login one that a cookie repeats."""
    if g.login:
        return str(g.login.csrf)
    if "form_token" not in g:
        g.form_token = request.cookies.get(_cookie()) or secret_token("wbf")
    return str(g.form_token)


def keep_form_token(response: Response) -> None:
    token = g.get("form_token")
    if token and token != request.cookies.get(_cookie()):
        secure = service().settings.is_secure
        response.set_cookie(_cookie(), token, httponly=True, samesite="Lax", secure=secure, path="/")


def _cookie() -> str:
    return "__Host-winback-form" if service().settings.is_secure else "winback-form"
