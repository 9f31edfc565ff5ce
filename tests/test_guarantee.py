"""Bounds for a new session: worked by hand, and wrong no more often than stated in simulated sessions."""

import numpy as np
import pytest

from benchmarks.guarantee import threshold_tried, tried
from rusnlp.evaluating.guarantee import (
    Guarantee,
    guarantee_text,
    new_session_bound,
    safe_threshold,
    sessions_needed,
    smallest_level,
)

RUNS = 1500
# Three standard errors of a share of 0.2, the largest level here.
CHANCE = 3 * (0.2 * 0.8 / RUNS) ** 0.5


def test_sessions_needed_and_the_smallest_level():
    assert [sessions_needed(level) for level in (0.5, 0.2, 0.1, 0.05, 0.01)] == [1, 4, 9, 19, 99]
    assert [smallest_level(k) for k in (0, 1, 4, 9)] == [1, 0.5, 0.2, 0.1]


def test_with_just_enough_sessions_the_worst_bounds_the_new_one():
    bound = new_session_bound([1, 0, 4, 2], [10, 10, 20, 40], level=0.2)
    assert bound == Guarantee(bound=0.2, level=0.2, sessions=4, decided=80, errors=7)


def test_with_more_sessions_the_worst_may_be_left_out():
    # 19 sessions at 10 %: the 18th of the rates 1/20, 2/20, ..., 19/20.
    assert new_session_bound(range(1, 20), [20] * 19).bound == pytest.approx(18 / 20)


@pytest.mark.parametrize(
    ("errors", "decided", "sessions"),
    [
        ([], [], 0),
        ([0], [30], 1),
        ([0, 1, 0], [9, 9, 9], 3),
        ([0] * 12, [0] * 12, 0),
        ([0] * 8 + [0], [5] * 8 + [0], 8),
    ],
)
def test_too_few_sessions_give_no_bound(errors, decided, sessions):
    bound = new_session_bound(errors, decided)
    assert (bound.bound, bound.sessions) == (None, sessions)


def test_a_bound_of_one_is_none():
    assert new_session_bound([3, 0, 0, 0], [3, 9, 9, 9], level=0.2).bound is None
    assert new_session_bound([0, 0, 0, 0], [3, 9, 9, 9], level=0.2).bound == 0


@pytest.mark.parametrize(
    ("errors", "decided", "level"), [([2], [1], 0.1), ([-1], [1], 0.1), ([1], [0], 0.1), ([0], [1], 0), ([0], [1], 1)]
)
def test_impossible_counts_and_levels_are_refused(errors, decided, level):
    with pytest.raises(ValueError, match=r"more errors than decisions|between 0 and 1"):
        new_session_bound(errors, decided, level=level)


def scored(*sessions):
    """Each session as (score, wrong) pairs."""
    pairs = [(score, wrong, str(number)) for number, session in enumerate(sessions) for score, wrong in session]
    return [p[0] for p in pairs], [p[1] for p in pairs], [p[2] for p in pairs]


def test_the_threshold_lies_above_the_last_session_that_breaks_the_target():
    fine = [(0.5, False), (0.9, False)]
    chosen = safe_threshold(*scored(fine, fine, fine, [(0.5, False), (0.7, True), (0.9, False)]), level=0.2)
    assert chosen == Guarantee(0.05, 0.2, sessions=4, decided=4, errors=0, threshold=0.71, target=0.05)


def test_errors_among_the_surest_leave_nothing_to_decide():
    bad = [(0.5, False), (1.0, True)]
    fine = [(0.5, False), (0.9, False)]
    chosen = safe_threshold(*scored(fine, fine, fine, bad), level=0.2)
    assert (chosen.bound, chosen.threshold, chosen.sessions, chosen.decided) == (None, None, 4, 0)


def test_a_target_that_is_broken_only_below_a_better_threshold_does_not_count_again():
    # At 0.5 the session has 1 error of 4, at 0.6 it has 1 of 2: the looser threshold is not safer for it.
    session = [(0.5, False), (0.5, False), (0.6, True), (0.9, False)]
    chosen = safe_threshold(*scored(session), target=0.3, level=0.5)
    assert chosen.threshold == 0.61


def test_no_scores_no_threshold():
    assert safe_threshold([], [], []).threshold is None


@pytest.mark.parametrize(
    ("guarantee", "text"),
    [
        (
            new_session_bound([0, 1, 1, 2], [16, 8, 10, 30], level=0.2),
            "högst 12,5\u00a0% fel i ett nytt pass, med 80\u00a0% sannolikhet (4 fel av 64 i 4 pass)",
        ),
        (
            Guarantee(0.05, 0.1, sessions=11, decided=240, errors=3, threshold=0.85, target=0.05),
            "vid tröskeln 0,85: högst 5\u00a0% fel i ett nytt pass, med 90\u00a0% sannolikhet (3 fel av 240 i 11 pass)",
        ),
        (
            new_session_bound([0, 0, 1, 0], [8, 8, 8, 8]),
            "ingen garanti: 4 pass räcker till högst 80\u00a0% sannolikhet, för 90\u00a0% behövs minst 9 pass",
        ),
        (new_session_bound([], []), "ingen garanti: inget avgjordes utan granskning"),
        (
            new_session_bound([2, 0, 0, 0], [2, 5, 5, 5], level=0.2),
            "ingen garanti: i de sämsta passen var allt som avgjordes fel",
        ),
        (
            Guarantee(None, 0.2, sessions=4, decided=0, errors=0, target=0.05),
            "ingen garanti: ingen tröskel håller felen vid högst 5\u00a0% i ett nytt pass med 80\u00a0% sannolikhet "
            "och avgör ändå något i minst 4 pass",
        ),
    ],
)
def test_the_guarantee_in_words(guarantee, text):
    assert guarantee_text(guarantee) == text


@pytest.mark.parametrize("correlation", [0.0, 0.05, 0.2])
@pytest.mark.parametrize(("sessions", "level"), [(4, 0.2), (9, 0.1)])
def test_a_new_session_exceeds_the_bound_no_more_often_than_stated(sessions, level, correlation):
    wrong = tried("session", sessions, mean=0.1, correlation=correlation, level=level, repeats=RUNS)
    assert wrong.bounds > 0.95
    assert wrong.exceeded <= level + CHANCE
    assert wrong.certified_falsely <= level


def test_with_three_sessions_nothing_is_certified():
    wrong = tried("session", 3, mean=0.02, correlation=0.2, level=0.1, repeats=50)
    assert (wrong.bounds, wrong.certified_falsely) == (0, 0)


def test_a_binomial_bound_over_statements_breaks_what_it_states_when_sessions_differ():
    def tried_with(method, correlation):
        return tried(method, 9, mean=0.1, correlation=correlation, level=0.1, repeats=RUNS)

    assert tried_with("statements", 0.0).exceeded <= 0.1
    assert tried_with("statements", 0.2).exceeded > 0.1 + CHANCE
    assert tried_with("limit", 0.2).certified_falsely > 0.1 + CHANCE


@pytest.mark.parametrize("correlation", [0.0, 1.0])
def test_chosen_thresholds_are_falsely_certified_no_more_often_than_stated(correlation):
    wrong = threshold_tried(9, correlation=correlation, target=0.1, level=0.1, repeats=500)
    assert wrong.bounds > 0.3
    assert wrong.certified_falsely <= 0.1


def test_neither_argument_is_changed():
    errors, scores = [1, 0, 2, 0], np.array([0.2, 0.8])
    new_session_bound(errors, [5, 5, 5, 5])
    safe_threshold(scores, np.array([False, True]), ["1", "2"])
    assert errors == [1, 0, 2, 0]
    assert scores.tolist() == [0.2, 0.8]
