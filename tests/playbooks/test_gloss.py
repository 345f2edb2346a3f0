"""The same reply in the desk's language, for who does not read the customer's."""

from dataclasses import replace

from playbook_samples import SHOP, a_late_order, a_playbook, an_answer, an_order, some_facts, suggest_with

from playbooks.gloss import UNSAID


def glosses(*playbooks, lang="ru", **changes):
    return {reply.tone: reply.gloss for reply in suggest_with(*playbooks, lang=lang, **changes).replies}


def in_both(ru, en, **more):
    """A playbook that answers in Russian and English, and greets in both."""
    greeting = {"opening": {"ru": "Здравствуйте.", "en": "Good day."}}
    return an_answer({"ru": ru, "en": en}, **{**greeting, **more})


def test_a_reply_in_another_language_has_a_gloss_in_the_desks():
    """Slot by slot, in the same tone."""
    warm = (
        {"short": "Ищу.", "warm": "Уже ищу.", "firm": "Ищу сейчас."},
        {
            "short": "Looking.",
            "warm": "I'm looking already.",
            "firm": "I look now.",
        },
    )

    assert glosses(in_both(*warm))["warm"] == "Good day. I'm looking already."
    assert glosses(in_both(*warm))["short"] == "Good day. Looking."


def test_a_reply_in_the_desks_language_needs_none():
    """Also where English stands in for a language without texts."""
    playbook = in_both("Ищу.", "Looking.")

    assert set(glosses(playbook, lang="en").values()) == {None}
    assert set(glosses(playbook, desk_lang="ru").values()) == {None}
    assert set(glosses(playbook, lang="fy").values()) == {None}


def test_the_gloss_says_the_facts_that_the_reply_says():
    """Not more and not less: the wording with the same needs, not the first that could be said."""
    ru = [{"text": "Заказ опаздывает.", "needs": ["order_late"]}, "Ищу."]
    en = [
        {"text": "It left with {{ order.carrier }}.", "needs": ["order_late"]},
        {"text": "It is late.", "needs": ["order_late"]},
        "Looking.",
    ]

    assert glosses(in_both(ru, en), facts=some_facts(a_late_order()))["warm"] == "Good day. It is late."
    assert glosses(in_both(ru, en), facts=some_facts(an_order()))["warm"] == "Good day. Looking."


def test_of_alternatives_the_gloss_takes_the_same():
    """The second of two is glossed by the second of two."""
    playbook = in_both(["Раз.", "Два."], ["One.", "Two."])
    first, second = playbook.substance["ru"]["warm"]
    from playbooks.records import Counts

    chosen = glosses(playbook, records={f"answer.substance.{first.key}": Counts(changed=5)})

    assert first.key != second.key
    assert chosen["warm"] == "Good day. Two."


def test_the_gloss_has_the_desks_address():
    """A desk that is addressed formally reads so, however the customer is."""
    playbook = in_both("Пиши[|те].", "Write.")
    formal = some_facts(shop=replace(SHOP, formal=frozenset({"ru"})))

    assert glosses(playbook, lang="en", desk_lang="ru")["warm"] == f"Здравствуйте. Пиши. {UNSAID}"
    assert glosses(playbook, lang="en", desk_lang="ru", facts=formal)["warm"] == f"Здравствуйте. Пишите. {UNSAID}"


def test_a_sentence_without_a_text_in_the_desks_language_is_marked():
    """Nobody takes the rest for all of it; without the substance there is no gloss."""
    ungreeted = in_both("Ищу.", "Looking.", opening={"ru": "Здравствуйте."})
    unanswered = a_playbook("answer", when={"facts": ["linked"]}, substance={"ru": "Ищу."})

    assert glosses(ungreeted)["warm"] == f"{UNSAID} Looking."
    assert set(glosses(unanswered).values()) == {None}


def test_every_shipped_reply_in_another_language_has_a_whole_gloss(library):
    """The library says everything in the desk's languages."""
    from playbook_samples import an_assessment

    from classifier.taxonomy import INTENTS
    from playbooks.engine import suggest

    found = [
        reply
        for intent in INTENTS
        for facts in (some_facts(), some_facts(a_late_order()), some_facts(linked=False))
        for desk, lang in (("en", "ru"), ("ru", "en"), ("ru", "es"), ("en", "zh"))
        for reply in suggest(library, an_assessment(intent), None, facts, lang=lang, desk_lang=desk).replies
        if reply.lang != desk
    ]

    assert found
    assert [reply.playbook for reply in found if not reply.gloss or UNSAID in reply.gloss] == []
