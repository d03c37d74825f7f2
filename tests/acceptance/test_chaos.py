"""The short form of ``make chaos``: everything goes wrong at once, and nothing is lost, doubled or late."""

from __future__ import annotations

from tests.acceptance.chaos.storm import Plan, run


def test_nothing_is_lost_doubled_or_late_in_a_storm() -> None:
    plan = Plan(
        incidents=24,
        cries=6,
        kills=5,
        calm_seconds=0.5,
        weather_seconds=2.0,
        poison_every=12,
        most_seconds=600.0,  # the last report may be refused ten times running, and waits up to a minute each time
        answer_seconds=3.0,
    )
    counts, _ = run(plan)
    assert counts.wrong == [], counts.figures
    assert counts.figures["filed"] == plan.incidents - counts.figures["poison"]
    assert counts.figures["kills_of_the_store_box"] >= 1
    assert counts.figures["answers_given"] >= 1
