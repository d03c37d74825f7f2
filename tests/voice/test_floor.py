"""Who may speak on a headset."""

from __future__ import annotations

import pytest

from voice.floor import Floor, Line, Rank, is_backchannel


def line(rank: Rank = Rank.ANSWER, words: str = "How many?") -> Line:
    return Line(words, rank)


def test_an_answer_is_said_when_nobody_speaks() -> None:
    floor, answer = Floor(), line()
    floor.say([answer])
    assert floor.next() is answer
    assert floor.next() is None, "one thing at a time"
    floor.ended()
    assert floor.idle


def test_nothing_is_said_while_the_wearer_speaks() -> None:
    floor, safety = Floor(), line(Rank.SAFETY)
    floor.wearer_begins()
    floor.say([safety])
    assert floor.next() is None
    floor.wearer_ends(answer_comes=True)
    assert floor.next() is safety


def test_an_answer_that_the_wearer_has_spoken_over_waits_for_the_next_one() -> None:
    floor, answer = Floor(), line()
    floor.wearer_begins()
    floor.say([answer])
    floor.wearer_ends(answer_comes=True)
    assert floor.next() is None
    floor.answered()
    assert floor.next() is answer


def test_an_alarm_is_said_even_then() -> None:
    floor, alarm = Floor(), line(Rank.ALARM)
    floor.wearer_begins()
    floor.say([alarm])
    assert floor.next() is alarm


def test_an_alarm_stops_what_is_being_said_and_it_is_taken_up_after() -> None:
    floor, answer, alarm = Floor(), line(), line(Rank.ALARM)
    floor.say([answer])
    floor.next()
    assert floor.say([alarm]), "the answer must stop"
    rest = line(words="many?")
    floor.cut(rest)
    assert floor.next() is alarm
    floor.ended()
    assert floor.next() is rest


def test_an_alarm_does_not_stop_an_alarm() -> None:
    floor = Floor()
    floor.say([line(Rank.ALARM)])
    floor.next()
    assert not floor.say([line(Rank.ALARM)])


@pytest.mark.parametrize(
    ("rank", "stops"), [(Rank.ALARM, False), (Rank.SAFETY, False), (Rank.ANSWER, True), (Rank.ROUTINE, True)]
)
def test_the_wearer_stops_all_but_alarms_and_safety_lines(rank: Rank, stops: bool) -> None:
    floor = Floor()
    floor.say([line(rank)])
    floor.next()
    assert floor.wearer_begins() is stops


def test_what_was_cut_off_waits_until_it_is_known_what_the_wearer_meant() -> None:
    floor, answer, rest = Floor(), line(), line(words="many?")
    floor.say([answer])
    floor.next()
    floor.wearer_begins()
    floor.cut(rest)
    floor.wearer_ends(answer_comes=True)
    assert floor.next() is None
    floor.resume()
    floor.answered()
    assert floor.next() is rest


def test_what_the_wearer_answered_over_is_dropped_with_the_rest_of_that_answer() -> None:
    floor = Floor()
    floor.say([line(), later := line(words="And where?")])
    floor.next()
    floor.wearer_begins()
    floor.cut(rest := line(words="many?"))
    assert floor.drop() == (rest, later)
    floor.wearer_ends(answer_comes=True)
    assert floor.next() is None


def test_a_broadcast_waits_for_the_wearers_own_turn() -> None:
    floor, broadcast, answer = Floor(), line(Rank.ROUTINE), line()
    floor.wearer_begins()
    floor.say([broadcast])
    floor.wearer_ends(answer_comes=True)
    assert floor.next() is None, "the wearer's own answer comes first"
    floor.say([answer])
    floor.answered()
    assert floor.next() is answer
    floor.ended()
    assert floor.next() is broadcast


def test_the_more_urgent_goes_first_and_equals_in_the_order_they_came() -> None:
    floor = Floor()
    lines = [line(Rank.ROUTINE), line(Rank.ANSWER), line(Rank.SAFETY), line(Rank.ANSWER)]
    floor.say(lines)
    said = []
    while (one := floor.next()) is not None:
        said.append(lines.index(one))
        floor.ended()
    assert said == [2, 1, 3, 0]


def test_a_silent_alarm_lets_nothing_be_heard_at_all() -> None:
    floor = Floor()
    floor.say([line(), line(Rank.ALARM)])
    floor.mute()
    assert floor.next() is None
    floor.say([line(Rank.ALARM)])
    assert floor.next() is None


def test_an_open_loudspeaker_is_not_interrupted_by_itself() -> None:
    floor = Floor(barge_in=False)
    floor.say([line()])
    floor.next()
    assert floor.deaf
    assert not floor.wearer_begins()


@pytest.mark.parametrize(
    "noise", ["Yeah.", "mm", "Mm-hm.", "Uh-huh", "Okay, yeah.", "right", "Got it.", "", "…", "Yes."]
)
def test_a_listeners_noise_is_told_from_an_answer(noise: str) -> None:
    assert is_backchannel(noise)


@pytest.mark.parametrize("answer", ["no", "yes send it", "okay stop", "aisle nine", "wait", "yeah but it was two"])
def test_an_answer_is_no_listeners_noise(answer: str) -> None:
    assert not is_backchannel(answer)
