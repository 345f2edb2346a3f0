"""The messages of one turn as one assessment."""

from classifier.weighing import merge_turn


def merged(assess, *texts):
    turn = assess(texts[0])
    for text in texts[1:]:
        turn = merge_turn(turn, assess(text))
    return turn


def test_a_flag_stays_for_the_turn(assess):
    """Danger does not go away because the customer writes on, and it keeps its tier."""
    turn = merged(assess, "I want to kill myself.", "Where is my order?", "thanks")

    assert turn.flag("self_harm").tier == "page"


def test_the_latest_request_counts(assess):
    """A thank-you does not replace what was asked; a new question does."""
    assert merged(assess, "Please cancel my order.", "My name is Ann.").intent.best.type == "cancel_change"
    assert merged(assess, "Please cancel my order.", "Where is my order?").intent.best.type == "order_status"


def test_the_latest_mood_counts(assess):
    """The mood of a turn is the mood of its end."""
    turn = merged(assess, "You useless liars, worst company ever!", "Where is my order?")

    assert [guess.type for guess in turn.demeanours] == ["calm"]


def test_a_nudge_has_no_mood(assess):
    """Two question marks ask for attention; the anger before them stands."""
    for nudge in ("??", "hello?", "..."):
        turn = merged(assess, "You useless liars, worst company ever!", nudge)
        assert turn.demeanours[0].type == "angry"


def test_a_motive_stays_until_another_shows(assess):
    """Who asked for a discount still wants it one message later."""
    turn = merged(assess, "Any discount code for students?", "My name is Ann.")

    assert turn.verdicts["motive"].best.type == "discount"
