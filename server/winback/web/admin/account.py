"""The person's own account: a new password."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...models.user import LONGEST_PASSWORD, SHORTEST_PASSWORD
from .. import auth
from .blueprint import pages


@pages.get("/account")
def show_account() -> str:
    return render_template("account/account.html", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)


@pages.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Signs out every other browser of this person."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _refused({"again": _("These are two different passwords.")})
    if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD:
        return _refused({"new": _("At least %(shortest)s characters.", shortest=SHORTEST_PASSWORD)})
    refused = auth.change_password(g.user, request.form.get("current", ""), new)
    if refused and refused.retry_after:
        body, status = _refused({"current": _("Too many attempts. Wait a few minutes.")}, 429)
        return body, status, {"Retry-After": str(refused.retry_after)}
    if refused:
        return _refused({"current": _("This is not your password.")})
    flash(_("Your password is changed. Other browsers are signed out; API tokens stay as they are."), "success")
    return redirect(url_for("admin.show_account"), 303)


def _refused(errors: dict[str, str], status: int = 422) -> tuple[str, int]:
    page = render_template("account/account.html", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD, errors=errors)
    return page, status
