"""The person's sites: the list, and a new one."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...models import Membership, Site
from ...models.site import sites_of
from ..service import service
from . import site_form
from .blueprint import pages


@pages.get("/")
def home() -> ResponseReturnValue:
    with service().db.reading() as session:
        sites = sites_of(session, g.user)
    if len(sites) == 1:
        return redirect(url_for("admin.list_campaigns", site_id=sites[0].id))
    return redirect(url_for("admin.list_sites" if sites else "admin.new_site"))


@pages.get("/sites")
def list_sites() -> str:
    with service().db.reading() as session:
        return render_template("sites/list.html", sites=sites_of(session, g.user))


@pages.get("/sites/new")
def new_site() -> str:
    return render_template("sites/new.html", values=site_form.blank(), errors={})


@pages.post("/sites")
def create_site() -> ResponseReturnValue:
    values, errors = site_form.read_new(request.form)
    if errors:
        return render_template("sites/new.html", values=request.form, errors=errors), 422
    with service().db.writing() as session:
        site = Site(**values, created_at=service().clock())
        site.members.append(Membership(user_id=g.user.id, role="owner"))
        session.add(site)
    return redirect(url_for("admin.show_install", site_id=site.id), 303)
