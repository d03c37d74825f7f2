"""Goods by their place beside a verb, and what names none."""

import pytest

from assistant.understanding.taken import goods_beside_verbs, names_no_goods
from tests.assistant.understanding.readings import GAZETTEER, reading


def beside(text: str) -> list[str]:
    read = reading(text)
    return [read.words.as_said(first, after) for first, after in goods_beside_verbs(read)]


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("he's nicked three dehumidifiers", ["dehumidifiers"]),
        ("she's made off with a garden gnome and a birdbath", ["garden gnome", "birdbath"]),
        ("they took some fishing reels then ran", ["fishing reels"]),
        ("two ukuleles were stolen from the window", ["ukuleles"]),
        ("our metal detector has gone missing", ["metal detector"]),
        ("some lad smashed the aquarium", ["aquarium"]),
        ("the photo booth was vandalised", ["photo booth"]),
        ("booted the ticket gate in", ["ticket gate"]),
        ("she wants a refund on the slow cooker", ["slow cooker"]),
        ("swapped the labels on two casserole dishes", ["casserole dishes"]),
        ("paid with a forged voucher", ["voucher"]),
    ],
)
def test_what_stands_beside_the_verb_is_the_goods(text: str, goods: list[str]) -> None:
    assert beside(text) == goods


@pytest.mark.parametrize(
    "text",
    [
        "he never stole a hammock",
        "they took ages to come",
        "she grabbed him by the sleeve",
        "took it off the shelf",
        "put a report in for me",
        "he took a swing at the guard",
        "we've been robbed",
        "",
    ],
)
def test_other_words_beside_the_verb_are_no_goods(text: str) -> None:
    assert beside(text) == []


def no_goods(text: str, said: str) -> bool:
    read = reading(text)
    start = text.index(said)
    first, after = read.words.at_span(start, start + len(said))
    places = [(place.first, place.after) for place in GAZETTEER.find(read.words)]
    return names_no_goods(read, first, after, (), places)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("he shoved Oluwaseun and took the cash", "Oluwaseun"),
        ("two lassies shouting", "lassies"),
        ("emptied the till", "till"),
        ("up by the watch counter", "watch counter"),
        ("nicked from the stockroom", "stockroom"),
        ("put through one lemon and bagged a ham", "lemon"),
    ],
)
def test_people_places_fixtures_and_what_was_paid_for_name_no_goods(text: str, said: str) -> None:
    assert no_goods(text, said)


@pytest.mark.parametrize(("text", "said"), [("nicked a Makita", "Makita"), ("nicked Lurpak", "Lurpak")])
def test_a_brand_after_a_verb_of_taking_is_goods(text: str, said: str) -> None:
    assert not no_goods(text, said)


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("stuffing leggings down their coats", "coats"),
        ("loading spirits into a big holdall", "holdall"),
        ("he put batteries inside jacket", "jacket"),
        ("putting champagne through as carrots", "carrots"),
        ("they have stuck chicken prices on the steak", "chicken"),
    ],
)
def test_what_goods_are_hidden_in_or_passed_off_for_is_no_goods(said: str, thing: str) -> None:
    assert no_goods(said, thing)


@pytest.mark.parametrize(("said", "thing"), [("nicked four jackets", "jackets"), ("a bag of sweets taken", "sweets")])
def test_the_same_words_are_goods_where_they_are_taken(said: str, thing: str) -> None:
    assert not no_goods(said, thing)
