"""What each reason and flag means, whether it is a worry, and what one can do about it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Words:
    """`worry_above` is the share of the accepted events from which on somebody should look; None: never."""

    title: Any
    meaning: Any
    advice: Any = ""
    worry_above: float | None = None


_FEW = 0.002  # some are always there: scanners, ancient browsers, broken connections

FLAGS = {
    "bot": Words(
        _("Bots"),
        _("Programs that read pages and say so by their name. Kept, but in no report."),
        _("More than half of what came is theirs. Your web server's log tells which program it is."),
        0.5,
    ),
    "staff": Words(_("Staff"), _("Visits of your own people. Kept, but in no report.")),
    "arm_mismatch": Words(
        _("In a wrong group"),
        _("The browser claims a group other than the one that chance gave to the visitor. In no report."),
        _(
            "Something changes the groups: a copied script, or a test that somebody forgot. Distrust comparisons of these days."
        ),
        _FEW,
    ),
    "two_arms": Words(
        _("Seen in two groups"),
        _("Who met two groups of one campaign is left out of its results."),
        _("So many hint at a campaign whose groups were changed by hand. Distrust comparisons of these days."),
        _FEW,
    ),
    "repeated_transaction": Words(
        _("Orders told again"),
        _("The same order number once more, as when the page of thanks is opened again. Counted once."),
    ),
    "other_currency": Words(
        _("In another currency"),
        _("Amounts that are not in the site's currency. Kept, but not in the revenue."),
        _("The revenue lacks these. Send amounts in the site's currency."),
        0,
    ),
    "repeated_impression": Words(
        _("Messages seen again"),
        _("The same message in front of the same visitor once more, as after a reload. One showing."),
    ),
}

DROPS = {
    "no_consent": Words(
        _("Without consent"),
        _("The visitor had not allowed it, so it was not kept. This is how it should be."),
    ),
    "bad_event": Words(
        _("Not well formed"),
        _("An event with a wrong name, a missing property or a value that is none."),
        _(
            "Your own calls or your shop's server send something else than the contract says. The answer to them names the field."
        ),
        _FEW,
    ),
    "unknown_campaign": Words(
        _("Of an unknown campaign"),
        _("Told of a campaign that this site does not have, as by a page that was open for very long."),
        _("So many come from a script of another site, or from an import that names campaigns which are not here."),
        _FEW,
    ),
    "too_old": Words(
        _("Too old"),
        _("More than three days passed before the browser could send it, so nobody can vouch for its time."),
    ),
    "too_many": Words(
        _("Too many at once"),
        _("What stood behind the hundredth event of one batch."),
        _("Only something that you built yourself sends so many. Send smaller batches."),
        0,
    ),
    "erased": Words(
        _("Of somebody erased"),
        _("Happened before its visitor was erased, and was told only afterwards. It does not bring them back."),
    ),
}

REFUSALS = {
    "too_large": Words(
        _("Too large"),
        _("More than 64 KB in one request."),
        _("Your own calls send very long properties. Shorten them."),
        0,
    ),
    "bad_type": Words(
        _("Of a wrong type"),
        _("The request does not say that it carries text."),
        _("Something else than our script sends here. Let it use the API for servers."),
        _FEW,
    ),
    "rate_limited": Words(
        _("Too fast"),
        _("More requests in a minute than are allowed. The script keeps the events and sends them later."),
        _("If these are real visitors, the operator should allow more in a minute."),
        _FEW,
    ),
    "origin_refused": Words(
        _("From a foreign address"),
        _("The tag runs on an address that is not among the site's own, and is refused there."),
        _(
            "If the address is yours, add it in the settings; the installation page names it. If not, somebody has copied your tag."
        ),
        0,
    ),
    "bad_json": Words(
        _("Unreadable"),
        _("The request is no JSON of the kind that the contract allows."),
        _("Something else than our script sends here, or something on the way changes it."),
        _FEW,
    ),
    "bad_envelope": Words(
        _("With a wrong frame"),
        _("What surrounds the events lacks something or has something unknown."),
        _("Often an old copy of the script, kept by somebody's cache. Load it from its own address."),
        _FEW,
    ),
    "not_earned": Words(
        _("Codes not earned"),
        _("A coupon's code was asked for without having been shown the coupon."),
    ),
    "link_expired": Words(
        _("Links run out"),
        _("Somebody opened an old link: for staff, or for a preview. The admin makes new ones."),
    ),
    "busy": Words(
        _("Service busy"),
        _("The database could not keep up. The script keeps the events and sends them later."),
        _("Tell whoever runs the service: it needs a quicker disk, or PostgreSQL."),
        0,
    ),
    "read_only": Words(
        _("Storage full"),
        _("The database could not be written. The script keeps the events and sends them later."),
        _("Tell whoever runs the service at once: the disk is full, or the file must not be written."),
        0,
    ),
}
