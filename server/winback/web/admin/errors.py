"""Errors of the admin, as pages that say what to do next."""

import logging

from flask import Blueprint, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from ...reports.pool import CountingBusy
from ...reports.process import TooHeavy
from .blueprint import pages

log = logging.getLogger("winback.admin")
_KNOWN = (400, 403, 404, 413, 429, 503)


def register(blueprint: Blueprint) -> None:
    blueprint.register_error_handler(HTTPException, show_http_error)
    blueprint.register_error_handler(Exception, show_failure)
    blueprint.register_error_handler(CountingBusy, show_not_counted)
    blueprint.register_error_handler(TooHeavy, show_not_counted)


def show_http_error(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    return render_template("errors/error.html", status=status if status in _KNOWN else 500), status


def show_not_counted(error: Exception) -> tuple[str, int, dict[str, str]]:
    """Of a file; pages have their own place for numbers that are late."""
    return render_template("errors/error.html", status=503), 503, {"Retry-After": "5"}


def show_failure(error: Exception) -> tuple[str, int]:
    log.exception("%s %s failed", request.method, request.path)
    return render_template("errors/error.html", status=500), 500


@pages.route("/<path:rest>")
def unknown(rest: str) -> str:
    """So that an address that does not exist is answered by a page of the admin."""
    raise NotFound
