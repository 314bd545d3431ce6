"""Signing in and out."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from .. import auth
from .blueprint import pages


@pages.get("/login")
def show_login() -> ResponseReturnValue:
    after = auth.relative(request.args.get("next", "")) or url_for("admin.home")
    return redirect(after, 303) if g.user else render_template("login/login.html", next=after)


@pages.post("/login")
def do_login() -> ResponseReturnValue:
    email, after = request.form.get("email", ""), auth.relative(request.form.get("next", "")) or url_for("admin.home")
    result = auth.sign_in(email, request.form.get("password", ""))
    if isinstance(result, auth.Refused):
        return _refused(result, email, after)
    response = redirect(after, 303)
    auth.set_login_cookie(response, result)
    return response


@pages.post("/logout")
def logout() -> ResponseReturnValue:
    auth.sign_out()
    response = redirect(url_for("admin.show_login"), 303)
    auth.clear_login_cookie(response)
    return response


def _refused(refused: auth.Refused, email: str, after: str) -> ResponseReturnValue:
    page = render_template("login/login.html", next=after, email=email[:320], refused=refused)
    if refused.retry_after:
        return page, 429, {"Retry-After": str(refused.retry_after)}
    return page, 401
