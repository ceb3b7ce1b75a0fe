"""Whoever came first writes first, and nobody waits for ever."""

from __future__ import annotations

import threading
import time

import pytest

from incidentbot.errors import StoreUnavailable
from incidentbot.store.turns import Turns


def test_they_come_in_the_order_in_which_they_asked() -> None:
    turns, order, threads = Turns(5), list[int](), list[threading.Thread]()

    def write(number: int) -> None:
        with turns.mine():
            order.append(number)

    with turns.mine():
        for number in range(8):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))


def test_somebody_who_writes_all_the_time_keeps_nobody_out() -> None:
    turns, is_over, waits = Turns(5), threading.Event(), list[float]()

    def write_all_the_time() -> None:
        while not is_over.is_set():
            with turns.mine():
                time.sleep(0.005)

    busy = threading.Thread(target=write_all_the_time)
    busy.start()
    for _ in range(20):
        began = time.perf_counter()
        with turns.mine():
            waits.append(time.perf_counter() - began)
    is_over.set()
    busy.join(5)
    assert max(waits) < 1.0


def test_after_its_patience_it_says_so_and_the_next_one_is_not_held_up() -> None:
    turns = Turns(0.05)
    with turns.mine(), pytest.raises(StoreUnavailable, match="others have been writing"), turns.mine():
        pass
    with turns.mine():
        pass


def test_an_error_inside_passes_the_turn_on() -> None:
    turns = Turns(0.05)
    with pytest.raises(ZeroDivisionError), turns.mine():
        _ = 1 / 0
    with turns.mine():
        pass
