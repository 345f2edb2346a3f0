"""Who comes first: danger, then the earliest virtual deadline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from classifier.assessment import Assessment, Flag, Guess, Intent, Verdict
from classifier.business_hours import BusinessHours
from classifier.history.profile import Fact, Profile
from classifier.priority import Priority, PriorityRules, Reason, Waiting, order_queue, prioritise
from classifier.priority_words import WORDS, word_priority, word_reason
from classifier.taxonomy import FLAGS, TYPES, Axis

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
RULES = PriorityRules(BusinessHours(ZONE))


def minutes(number):
    return timedelta(minutes=number)


def verdict(axis, type_):
    return Verdict(axis, type_, 0.9, Guess(type_, 0.9))


def an_assessment(intent="other", *, flags=(), demeanour="calm", **axes):
    verdicts = {Axis(name): verdict(Axis(name), type_) for name, type_ in axes.items()}
    verdicts[Axis.DEMEANOUR] = verdict(Axis.DEMEANOUR, demeanour)
    found = tuple(Flag(type_, 0.9, tier) for type_, tier in flags)
    return Assessment("en", verdicts, (Guess(demeanour, 0.9),), Intent(intent, 0.9, Guess(intent, 0.9)), found)


def a_profile(percentile=None, **axes):
    verdicts = {Axis(name): verdict(Axis(name), type_) for name, type_ in axes.items()}
    return Profile({"margin_percentile": Fact(percentile, "")}, verdicts)


def waiting(**changes):
    return replace(Waiting(since=NOW, unanswered=1, now=NOW), **changes)


def due_in(priority):
    return (priority.due_at - priority.since) / minutes(1)


@pytest.mark.parametrize(
    ("intent", "changes", "percentile", "due", "value"),
    [
        ("other", {}, 0.0, 30, 0),
        ("order_status", {}, 0.0, 26.4, 11),
        ("delivery_problem", {}, 0.0, 22.8, 23),
        ("payment_billing", {}, 0.0, 22.8, 23),
        ("cancel_change", {}, 0.0, 18, 38),
        ("cancel_change", {"dispatched": False}, 0.0, 18, 38),
        ("cancel_change", {"dispatched": True}, 0.0, 30, 0),
        ("other", {"event_today": True}, 0.0, 18, 38),
        ("other", {"reopened": True}, 0.0, 24, 19),
        ("other", {"unanswered": 2}, 0.0, 30, 0),
        ("other", {"unanswered": 3}, 0.0, 24, 19),
        ("other", {"unanswered": 3, "reopened": True}, 0.0, 24, 19),
        ("other", {}, 1.0, 25.5, 14),
        ("other", {"linked": False}, 1.0, 27.75, 7),
        ("other", {"objecting": True}, 1.0, 27.75, 7),
        ("other", {}, None, 27.75, 7),
    ],
)
def test_the_deadline_moves_by_harm_repetition_and_a_little_value(intent, changes, percentile, due, value):
    """The formula of the desk, term by term."""
    priority = prioritise(an_assessment(intent), a_profile(percentile), waiting(**changes), RULES)

    assert (due_in(priority), priority.value, priority.group) == (due, value, "rest")


def test_everything_at_once_is_eighty():
    """All four terms in full fill the scale of the third group."""
    assessment = an_assessment("cancel_change", flags=[("churn_threat", "check")])
    priority = prioritise(assessment, a_profile(1.0), waiting(reopened=True), RULES)

    assert priority.value == 80
    assert due_in(priority) == pytest.approx(4.5)


@pytest.mark.parametrize(
    ("assessment", "profile"),
    [
        (an_assessment(flags=[("churn_threat", "check")]), a_profile(0.0)),
        (an_assessment(lifecycle="at_risk"), a_profile(0.0)),
        (an_assessment(), a_profile(0.0, lifecycle="at_risk")),
    ],
)
def test_who_may_leave_is_answered_a_little_sooner(assessment, profile):
    """Said in words or shown by orders: a tenth of the promise."""
    assert due_in(prioritise(assessment, profile, waiting(), RULES)) == 27


def test_who_objected_to_profiling_is_not_judged_by_orders():
    """After an objection neither value nor lifecycle counts."""
    profile = a_profile(1.0, lifecycle="at_risk")

    assert due_in(prioritise(an_assessment(), profile, waiting(objecting=True), RULES)) == 27.75


@pytest.mark.parametrize("demeanour", TYPES[Axis.DEMEANOUR])
@pytest.mark.parametrize("value", TYPES[Axis.VALUE])
@pytest.mark.parametrize("caution", TYPES[Axis.CAUTION])
def test_shouting_buys_no_place_and_no_label_costs_one(demeanour, value, caution):
    """Demeanour, price focus and caution move nothing, in either direction."""
    plain = prioritise(an_assessment("order_status"), a_profile(0.4), waiting(), RULES)
    marked = an_assessment("order_status", demeanour=demeanour, value=value, caution=caution)
    profile = a_profile(0.4, value=value, caution=caution)

    assert prioritise(marked, profile, waiting(), RULES) == plain


def test_effort_spent_on_a_customer_weighs_nothing():
    """Service level and return on effort may stand in a profile and are not looked at."""
    costly = a_profile(0.4)
    costly = replace(costly, figures={**costly.figures, "service_level": Fact(10, "10 of 10"), "name": Fact("A", "A")})

    assert prioritise(an_assessment(), costly, waiting(), RULES) == prioritise(
        an_assessment(), a_profile(0.4), waiting(), RULES
    )


@pytest.mark.parametrize("percentile", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("intent", ["other", "cancel_change"])
@pytest.mark.parametrize("hour", [3, 10, 19, 22])
def test_nobody_waits_longer_than_the_promise(percentile, intent, hour):
    """The floor: being worth less never makes the deadline later than the promise."""
    since = NOW.replace(hour=hour)
    priority = prioritise(an_assessment(intent), a_profile(percentile), waiting(since=since), RULES)

    assert priority.due_at <= priority.promised_by == RULES.hours.add(since, RULES.promise)


@pytest.mark.parametrize("danger", ["self_harm", "safety", "fraud"])
def test_paged_danger_is_first_and_does_not_wait_for_opening(danger):
    """At night, too, an answer is due within five minutes."""
    night = NOW.replace(hour=2)
    priority = prioritise(an_assessment(flags=[(danger, "page")]), None, waiting(since=night), RULES)

    assert (priority.group, priority.value, priority.due_at) == ("page", 100, night + minutes(5))
    assert priority.reasons == (Reason(danger),)


@pytest.mark.parametrize(
    ("flags", "broken"),
    [
        ([("self_harm", "check")], False),
        ([("fraud", "check")], False),
        ([("legal_threat", "check")], False),
        ([("legal_threat", "page")], False),
        ([("privacy", "check")], False),
        ([("public_threat", "check")], False),
        ([("vulnerable", "check")], False),
        ([], True),
    ],
)
def test_what_could_hurt_comes_second(flags, broken):
    """Checked danger, law, privacy, the public, the vulnerable, a broken promise: a quarter of an hour."""
    priority = prioritise(an_assessment(flags=flags), None, waiting(broken_promise=broken), RULES)

    assert (priority.group, priority.value, due_in(priority)) == ("second", 90, 15)


def test_a_threat_to_leave_alone_is_no_second_group():
    """Whoever threatens to leave moves by a tenth, not before the vulnerable."""
    assert prioritise(an_assessment(flags=[("churn_threat", "page")]), None, waiting(), RULES).group == "rest"


def test_value_can_be_switched_off_without_changing_the_scale():
    """Where the poorest wait too long, value is left out; other numbers stay what they were."""
    assessment = an_assessment("delivery_problem")
    fair = RULES.without_value()

    assert prioritise(assessment, a_profile(1.0), waiting(), fair) == prioritise(
        assessment, a_profile(0.0), waiting(), RULES
    )


def test_off_hours_the_promise_starts_when_the_desk_opens():
    """A question at 22:00 is due by half past nine."""
    since = datetime(2026, 3, 10, 21, 0, tzinfo=UTC)

    assert prioritise(an_assessment(), a_profile(0.0), waiting(since=since), RULES).due_at == datetime(
        2026, 3, 11, 8, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"harm_weight": 0.9}, "sum to at most 1"),
        ({"value_weight": -0.1}, "zero or more"),
        ({"harm": {"other": 2.0}}, "between 0 and 1"),
        ({"promise": timedelta(0)}, "a time to answer in"),
    ],
)
def test_rules_that_cannot_hold_are_refused(wrong, sentence):
    """The error names the value and what would be right."""
    with pytest.raises(ValueError, match=sentence):
        replace(RULES, **wrong)


def test_the_reason_is_one_line():
    """As on the card: when, and what moved it."""
    priority = prioritise(an_assessment("cancel_change"), a_profile(0.9), waiting(), RULES)

    assert word_priority(priority, ZONE) == "due 14:13: −12 min cancel before dispatch, −4 value"
    assert word_priority(priority, ZONE, "ru") == "ответить до 14:13: −12 мин отмена до отправки, −4 ценность"


def test_a_group_is_said_before_the_minutes():
    """What put a conversation into the second group comes first."""
    assessment = an_assessment("order_status", flags=[("privacy", "check")])
    priority = prioritise(assessment, a_profile(0.0), waiting(), RULES)

    assert word_priority(priority, ZONE) == "due 14:15: privacy request, −4 min waiting for an order"


def test_nothing_special_needs_no_reason():
    """Less than half a minute is not worth a word."""
    assert word_priority(prioritise(an_assessment(), a_profile(0.0), waiting(), RULES), ZONE) == "due 14:30"


@pytest.mark.parametrize("key", [*(flag for flag in FLAGS), "broken_promise", *RULES.harm, "value", "at_risk"])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_reason_has_words(key, lang):
    """No id ever stands on a card."""
    assert WORDS[key][lang] == word_reason(Reason(key), lang)


def a_priority(group="rest", *, waited=0, due=30, harm=0.0):
    since = NOW - minutes(waited)
    return Priority(0, since + minutes(due), (), group, since + minutes(30), since, harm)


def test_groups_come_before_deadlines():
    """Danger before the second group before the rest, whoever has waited longest."""
    queue = [("rest", a_priority(waited=25)), ("second", a_priority("second")), ("page", a_priority("page"))]

    assert order_queue(queue, NOW) == ["page", "second", "rest"]


def test_inside_the_promise_the_earliest_deadline_is_first():
    """The virtual deadline decides, not the arrival."""
    queue = [("old", a_priority(waited=10)), ("urgent", a_priority(waited=2, due=18))]

    assert order_queue(queue, NOW) == ["urgent", "old"]


def test_past_the_promise_the_oldest_comes_first_and_every_fourth_is_whom_waiting_harms_most():
    """Nobody starves, and harm still counts."""
    queue = [(f"late{n}", a_priority(waited=100 - n, due=20)) for n in range(6)]
    queue += [("harmed", a_priority(waited=31, due=18, harm=1.0)), ("timely", a_priority(waited=5, due=6))]

    assert order_queue(queue, NOW) == ["late0", "late1", "late2", "harmed", "late3", "late4", "late5", "timely"]


def test_the_fourth_place_comes_round_when_taken_one_by_one():
    """Three have been served past the promise, so the next is the most harmed."""
    queue = [("oldest", a_priority(waited=90)), ("harmed", a_priority(waited=40, harm=0.6))]

    assert order_queue(queue, NOW, served=3) == ["harmed", "oldest"]


def test_a_queue_loses_nobody():
    """Each comes out once, however late."""
    queue = [(n, a_priority(waited=n * 7 % 80, harm=n % 3 / 2)) for n in range(50)]

    assert sorted(order_queue(queue, NOW)) == list(range(50))
