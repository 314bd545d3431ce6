"""The words of the screen for templates: their moments, names and purposes, and what each needs and takes for granted."""

from flask_babel import lazy_gettext as _

MOMENTS = {
    "welcome": _("Welcome"),
    "browse": _("Looking around"),
    "exit": _("Turning to leave"),
    "cart": _("A full cart"),
    "purchase": _("After buying"),
    "consent": _("Permission and choices"),
}
TEMPLATES = {
    "welcome_offer": (
        _("Welcome offer"),
        _("Greet first-time visitors with a code in return for their address"),
    ),
    "back_again": (_("Welcome back"), _("Show returning visitors what they looked at last time")),
    "last_orders": (_("Holiday notice"), _("Tell everyone until when an order still arrives in time")),
    "newsletter": (_("Newsletter"), _("Invite interested readers to your list, with their consent")),
    "looked_at": (
        _("Looked at last"),
        _("Lead back to products that a visitor has looked at, inside your page"),
    ),
    "page_question": (_("Question about a product page"), _("Learn what your product pages leave open")),
    "exit_offer": (_("Exit offer"), _("Offer a coupon to people who turn to leave")),
    "exit_hour": (
        _("Offer for an hour"),
        _("Give people who turn to leave a code of their own with an honest clock"),
    ),
    "exit_feedback": (
        _("Feedback at exit"),
        _("Learn why people leave without buying, and help where it was the price or the search"),
    ),
    "cart_saver": (_("Cart saver"), _("Bring people back to a cart that they are about to leave")),
    "free_delivery": (_("Nearly free delivery"), _("Tell people how near their cart is to free delivery")),
    "cart_question": (
        _("Question at the cart"),
        _("Ask people who hesitate what is unclear, and answer at once"),
    ),
    "nps_bar": (_("NPS bar"), _("Ask buyers how likely they are to recommend you, and why")),
    "delivery_rating": (
        _("After delivery"),
        _("Ask how content people are with an order, and how easy it was, also by mail"),
    ),
    "heard_of_us": (
        _("How did you hear of us?"),
        _("Ask buyers where they found you, on the page that thanks them"),
    ),
    "consent_banner": (_("Consent banner"), _("Ask for permission before anything is counted or remembered")),
    "age_notice": (_("Age notice"), _("Tell people before they come in that some goods are for adults")),
    "preferences": (
        _("Preference centre"),
        _("Let readers choose what they hear about, on a page that your letters link to"),
    ),
}
NEEDS = {
    "code": _("a coupon code, or a pool of codes"),
    "place": _("the place in your page where it stands"),
    "end": _("the time at which it ends"),
}
CLAIMS = {
    "discount": _("the code gives 10 percent off"),
    "letter": _("how often you write, and what about"),
    "hour": _("the code really ends after an hour: a pool can see to that"),
    "returns": _("returns are free for 30 days"),
    "delivery": _("what you say about delivery, and the amounts in “For whom”"),
    "contact_page": _("your contact page is /contact"),
    "cart_page": _("your cart is /cart"),
    "new_page": _("new arrivals are at /new"),
    "holidays": _("when parcels leave again"),
    "thanks_page": _("your thank-you page is not among the quiet pages"),
    "delivered": _("your server tells of order_delivered, or a mail links to the page"),
    "mailed": _("your letters link to the page, and you write as people chose"),
    "age": _(
        "the age, and a page /adults-only for those who say no; a notice is no check: who refuses consent or is in the site's"
        " control group does not see it"
    ),
}
