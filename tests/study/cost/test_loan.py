"""Present values against printed tables of annuities, and against what holds by definition."""

import pytest

from openiads.catalogue import Catalogue
from openiads.study.cost.loan import annuity, grant_element, present_value, present_values

# Present value of 1 a year for n years, as any textbook of finance prints it to four places.
PRINTED = [(5, 0.05, 4.3295), (10, 0.06, 7.3601), (15, 0.08, 8.5595), (20, 0.10, 8.5136)]


@pytest.mark.parametrize(("payments", "rate", "printed"), PRINTED)
def test_an_annuity_is_worth_what_tables_print(payments, rate, printed):
    assert annuity(payments, rate) == pytest.approx(printed, abs=5e-5)


def test_a_loan_at_the_buyers_own_rate_is_no_gift():
    assert grant_element(0.07, 12, 0.07) == 0.0
    assert present_value(0.55, 0.07, 12, 0.07) == pytest.approx(1.0)


def test_what_is_paid_at_once_is_worth_itself():
    assert present_value(0.0, 0.02, 10, 0.1) == 1.0


def test_a_cheap_loan_is_a_gift_and_a_dear_one_a_price():
    assert grant_element(0.02, 10, 0.06) > 0.0 > grant_element(0.08, 10, 0.06)


def test_the_ends_of_a_deal_are_those_of_its_box():
    deal = Catalogue().deal("turkey-2017")
    value, low, high = present_values(deal)
    # The dearest: 8 % over 15 years against 3 %; the cheapest: 2 % over 15 years against 10 %.
    assert high == pytest.approx(present_value(0.55, 0.08, 15, 0.03))
    assert low == pytest.approx(present_value(0.55, 0.02, 15, 0.10))
    assert low < value < high


def test_a_deal_without_a_loan_has_no_present_value_of_one():
    with pytest.raises(ValueError, match="china-2014 tells no loan"):
        present_values(Catalogue().deal("china-2014"))
