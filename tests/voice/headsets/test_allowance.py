"""How much a client may send."""

from __future__ import annotations

from voice.headsets.allowance import Allowance


def test_real_time_is_always_allowed() -> None:
    allowance = Allowance(per_second=48_000, burst=96_000)
    assert all(allowance.spend(1024, number * 0.032) for number in range(10_000))


def test_a_burst_is_allowed_once() -> None:
    allowance = Allowance(per_second=10, burst=20)
    assert allowance.spend(20, 0.0)
    assert not allowance.spend(1, 0.0)


def test_it_fills_up_again_but_never_over() -> None:
    allowance = Allowance(per_second=10, burst=20)
    allowance.spend(20, 0.0)
    assert allowance.spend(10, 1.0)
    assert allowance.spend(20, 1000.0)
    assert not allowance.spend(1, 1000.0)
