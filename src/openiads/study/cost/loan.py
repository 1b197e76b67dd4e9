"""What a loan is worth: the present value of paying later.

A part of the price is paid at once and the rest in equal payments, one a year, at the seller's interest.
Discounted at the rate at which the buyer could borrow elsewhere, the payments have a value today [1]_.  What
is lent less that value, as a share of what is lent, is the grant element of the loan [2]_: above 0 the loan
is a gift, below it a price.

References
----------
.. [1] R. A. Brealey, S. C. Myers and F. Allen, Principles of Corporate Finance, chapter "How to calculate
   present values": the present value of an annuity.
.. [2] International Monetary Fund, guidance on the grant element of loans: nominal value of a loan less the
   present value of its debt service, as a share of the nominal value.
"""

from __future__ import annotations

import itertools

from openiads.catalogue.entries import Deal


def present_value(share: float, interest: float, payments: int, rate: float) -> float:
    """What is paid for a price of 1, as of today.

    share     of the price, that is lent
    interest  of the seller, a year
    payments  one a year, the first after a year, all alike
    rate      at which the buyer discounts, a year

    >>> round(present_value(0.55, 0.06, 10, 0.06), 12)  # a loan at the buyer's own rate is worth its price
    1.0
    """
    return 1.0 - share + share * annuity(payments, rate) / annuity(payments, interest)


def annuity(payments: int, rate: float) -> float:
    """What one unit of money a year is worth today, over so many years [1].

    >>> annuity(10, 0.0)
    10.0
    """
    if rate == 0.0:
        return float(payments)
    return (1.0 - (1.0 + rate) ** -payments) / rate


def grant_element(interest: float, payments: int, rate: float) -> float:
    """Share of what is lent that is never paid back, as of today [2].

    >>> f"{grant_element(0.0, 10, 0.05):.3f}"  # 1 - 7.7217 / 10, from any table of annuities
    '0.228'
    """
    return 1.0 - annuity(payments, rate) / annuity(payments, interest)


def present_values(deal: Deal) -> tuple[float, float, float]:
    """Present value of a deal's payments over its price: nominal, and the least and the most over its box.

    The value moves one way with each figure where the others stand still, so both ends lie in corners.

    Raises
    ------
    ValueError
        if the deal tells no loan
    """
    names = ("loan_share", "loan_interest", "loan_payments", "discount_rate")
    figures = [deal.figures.get(name) for name in names]
    if None in figures:
        raise ValueError(f"{deal.slug} tells no loan")
    known = [figure for figure in figures if figure is not None]
    share, interest, payments, rate = (figure.value for figure in known)
    corners = itertools.product(*((figure.low, figure.high) for figure in known))
    worth = [present_value(a, b, round(c), d) for a, b, c, d in corners]
    return present_value(share, interest, round(payments), rate), min(worth), max(worth)
