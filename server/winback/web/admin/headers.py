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


def add(response: Response) -> Response:
    is_preview = request.endpoint == "admin.show_preview"
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY if is_preview else POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN" if is_preview else "DENY"
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
