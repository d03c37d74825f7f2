"""Amounts of money as staff say them, asked for and in an account."""

from decimal import Decimal

import pytest

from assistant.incident import SlotName
from tests.assistant.understanding.readings import told

ASKED: SlotName = "item_value"


@pytest.mark.parametrize(
    ("text", "gbp"),
    [
        ("a quid", "1"),
        ("one pound", "1"),
        ("two quid", "2"),
        ("a fiver", "5"),
        ("a tenner", "10"),
        ("tenner", "10"),
        ("couple of tenners", "20"),
        ("a score", "20"),
        ("twenty", "20"),
        ("a pony", "25"),
        ("fifty", "50"),
        ("a ton", "100"),
        ("hundred quid", "100"),
        ("a hundred", "100"),
        ("two ton", "200"),
        ("a monkey", "500"),
        ("half a grand", "500"),
        ("quarter of a grand", "250"),
        ("three quarters of a grand", "750"),
        ("a grand", "1000"),
        ("a thousand", "1000"),
        ("one k", "1000"),
        ("2k", "2000"),
        ("£1.5k", "1500"),
        ("one point two grand", "1200"),
        ("two point five k", "2500"),
        ("a grand and a half", "1500"),
        ("two and a half grand", "2500"),
        ("couple of grand", "2000"),
        ("a few hundred", "300"),
        ("few hundred quid", "300"),
        ("couple hundred", "200"),
        ("fifteen hundred", "1500"),
        ("fifteen hundred quid", "1500"),
        ("twenty five hundred pounds", "2500"),
        ("one thousand two hundred and thirty four pounds", "1234"),
        ("one thousand two hundred and thirty four pounds fifty six", "1234.56"),
        ("forty-nine ninety-nine", "49.99"),
        ("nineteen ninety five", "19.95"),
        ("four ninety nine", "4.99"),
        ("one oh five", "1.05"),
        ("twelve oh nine", "12.09"),
        ("one twenty five fifty", "125.50"),
        ("one nine nine ninety nine", "199.99"),
        ("two forty nine ninety nine", "249.99"),
        ("a hundred and twenty nine ninety nine", "129.99"),
        ("three hundred and forty nine ninety nine", "349.99"),
        ("two hundred and six pounds fifty", "206.50"),
        ("twelve pound fifty", "12.50"),
        ("twelve pounds fifty pence", "12.50"),
        ("nine pounds and five pence", "9.05"),
        ("ninety nine pence", "0.99"),
        ("fifty pee", "0.50"),
        ("80p", "0.80"),
        ("£3", "3"),
        ("£3.20", "3.20"),
        ("£ 45", "45"),
        ("£1,249.99", "1249.99"),
        ("12.99", "12.99"),
        ("12 99", "12.99"),
        ("120", "120"),
        ("120 quid", "120"),
        ("about forty pound", "40"),
        ("forty quid ish", "40"),
        ("forty odd quid", "40"),
        ("forty quid or so", "40"),
        ("two hundred quid give or take", "200"),
        ("just under three hundred", "300"),
        ("best part of four hundred quid", "400"),
        ("getting on for six hundred", "600"),
        ("north of a grand", "1000"),
        ("fifty to sixty quid", "60"),
        ("fifty or sixty pounds", "60"),
        ("between two and three hundred quid", "300"),
        ("two hundred, maybe three hundred", "300"),
        ("about two fifty", "250"),
        ("two fifty", "2.50"),
        ("two fifty quid", "250"),
        ("fifty no sixty quid", "60"),
        ("thirty quid, sorry, forty", "40"),
        ("eighty pounds not ninety", "80"),
        ("eight twenty nine, as in eight hundred and twenty nine", "829"),
        ("eighteen ninety nine each so that's fifty six ninety seven altogether", "56.97"),
        ("twenty quid a bottle, sixty in total", "60"),
        ("thirty for the gin and twenty for the rum, fifty pounds all in", "50"),
        ("it comes to a hundred and four pounds twelve", "104.12"),
        ("I'd say seventy quid's worth", "70"),
        ("call it a grand", "1000"),
        ("seven hundred and fifty in cash", "750"),
        ("six hundred quid mate", "600"),
        ("ten thousand pounds", "10000"),
        ("zero", "0"),
    ],
)
def test_an_amount_that_was_asked_for_is_read_however_it_is_said(text: str, gbp: str) -> None:
    assert told(text, ASKED) == {ASKED: Decimal(gbp)}


@pytest.mark.parametrize(
    ("text", "gbp"),
    [
        ("two hundred quid of makeup has gone", "200"),
        ("nicked a drill worth a hundred and forty nine ninety nine", "149.99"),
        ("had the float, six hundred and twenty pound", "620"),
        ("he's away with about three hundred pound", "300"),
        ("paid for a telly with a dodgy card, four hundred and forty nine pounds", "449"),
        ("passed a fake twenty pound note on till three", "20"),
        ("five bottles at thirty quid each", "150"),
        ("two grand's worth of phones", "2000"),
        ("aisle four, fifty quid of steak, two lads", "50"),
        ("ten pounds ten minutes ago", "10"),
        ("nicked a tenner's worth of sweets", "10"),
        ("stock valued at twelve hundred and fifty", "1250"),
        ("£80 of razors walked out at 3.15", "80"),
    ],
)
def test_an_amount_is_read_in_an_account(text: str, gbp: str) -> None:
    assert told(text)[ASKED] == Decimal(gbp)


@pytest.mark.parametrize(
    "text",
    [
        "two lads in aisle nine",
        "score of kids outside",
        "a ton of stuff gone",
        "at ten past three",
        "he weighed about fifteen stone",
        "forty nine ninety nine",
        "she's about twenty five",
        "there were a hundred people in",
    ],
)
def test_what_is_no_amount_gives_none_unasked(text: str) -> None:
    assert ASKED not in told(text)
