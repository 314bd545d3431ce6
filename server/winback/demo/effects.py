"""What is true of the simulated visitors: the numbers that the reports should find again.

A report shows a sample of these, so it lies beside them by chance; the tests say by how much it may.
"""

# Of those who turn to leave with a full cart: the share that buys within the goal's 7 days after the first exposure,
# by arm. The message wins people back, and b does it better than a by 6 points. Holdout visitors see nothing either.
CART_SAVER = {"holdout": 0.18, "control": 0.18, "a": 0.24, "b": 0.30}

# What the offer at exit adds to the share that buys anyway, in points. Only the discount does; free delivery adds nothing.
EXIT_OFFER_ADDS = {"holdout": 0.0, "control": 0.0, "a": 0.03, "b": 0.0}

# Of those who were shown the newsletter's invitation: the share that leaves an address, by arm. It changes nothing
# about buying, in no arm: nothing in the simulator asks for it.
NEWSLETTER_JOINS = {"a": 0.07, "b": 0.07}

# Of those who were asked after an order: the share that gives a score, and how often each score from 0 to 10 is given.
NPS_ANSWERED = 0.46
NPS_SCORES = [2, 1, 1, 2, 2, 5, 7, 13, 19, 21, 27]

# Of those who were asked why they leave: the share that answers, and the reasons.
FEEDBACK_ANSWERED = 0.21
FEEDBACK_REASONS = {"looking": 42, "price": 24, "delivery": 15, "not_found": 12, "other": 7}


def nps() -> float:
    """The score that NPS_SCORES amounts to: promoters (9, 10) less detractors (0 to 6), per cent of all."""
    return 100 * (sum(NPS_SCORES[9:]) - sum(NPS_SCORES[:7])) / sum(NPS_SCORES)
