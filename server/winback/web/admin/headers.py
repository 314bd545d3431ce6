"""What every answer of the admin tells the browser: run nothing but our own files, frame us nowhere, keep nothing."""

from flask import Response, request

from ..csrf import keep_form_token
from ..service import service

POLICY = (
    "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The preview is framed by our own pages, and shows pictures from wherever the shop keeps them.
PREVIEW_POLICY = POLICY.replace("img-src 'self' data: https:", "img-src 'self' data: https: http:").replace(
    "frame-ancestors 'none'", "frame-ancestors 'self'"
)
# The row of scores as a mail shows it: all of its looks are inline, and nothing else may come with it.
MAIL_POLICY = (
    "default-src 'none'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
FRAMED = {"admin.show_preview": PREVIEW_POLICY, "admin.show_mail": MAIL_POLICY}


def add(response: Response) -> Response:
    framed = FRAMED.get(request.endpoint or "")
    response.headers["Content-Security-Policy"] = framed or POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # no-referrer would make browsers send `Origin: null` with our own forms.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    response.headers.setdefault("Cache-Control", "no-store")
    if service().settings.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    keep_form_token(response)
    return response
