"""Who is cleaned next: lanes, their order, and how far small pages pass large ones."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread
from time import sleep

import pytest

from page_cleaner.web.turns import NoTurn, Turns


def waiting(turns: Turns, size: int, begun: list[int], stack: ExitStack) -> Thread:
    """A page of this size that waits in a thread, and notes when its turn has come."""

    def run() -> None:
        with turns.turn(size, 10):
            begun.append(size)

    thread = Thread(target=run)
    thread.start()
    stack.callback(thread.join)
    sleep(0.05)
    return thread


def test_small_pages_go_beside_a_large_one_and_large_ones_one_by_one() -> None:
    turns, begun = Turns(2, 100), list[int]()
    with ExitStack() as stack, turns.turn(1_000, 1) as large, turns.turn(10, 1) as small, turns.turn(11, 1):
        assert (large, small) == (True, False)
        waiting(turns, 12, begun, stack)
        waiting(turns, 2_000, begun, stack)
        assert begun == []
    assert sorted(begun) == [12, 2_000]


def test_a_large_page_that_waits_is_passed_by_a_tenth_of_its_size() -> None:
    turns, begun = Turns(1, 100), list[int]()
    with ExitStack() as stack, turns.turn(1_000, 1):
        waiting(turns, 1_500, begun, stack)
        for _ in range(3):  # 150 in all
            with turns.turn(50, 1):
                pass
        with pytest.raises(NoTurn), turns.turn(50, 0.1):
            pass
        assert begun == []
    assert begun == [1_500]
    with turns.turn(60, 1):  # nobody waits who could be passed
        pass


def test_a_turn_that_does_not_come_is_given_up_and_costs_no_one_theirs() -> None:
    turns = Turns(1, 100)
    with turns.turn(1, 1):
        with pytest.raises(NoTurn), turns.turn(1, 0.05):
            pass
        with turns.turn(101, 0.05), pytest.raises(NoTurn), turns.turn(101, 0.05):
            pass
    with turns.turn(1, 0.05), turns.turn(101, 0.05):
        pass
