"""What is concluded when concluding fails: nothing, said honestly. The message is relayed all the same."""

from classifier.assessment import Assessment, Guess, Intent, Verdict
from classifier.taxonomy import UNKNOWN, Axis

# No better than a guess among the types of its axis.
NO_IDEA = 0.1


def unread(lang: str | None) -> Assessment:
    """Build the assessment of a message that could not be read."""
    calm, other = Guess("calm", NO_IDEA), Guess("other", NO_IDEA)
    return Assessment(
        lang=lang or "en",
        verdicts={Axis.DEMEANOUR: Verdict(Axis.DEMEANOUR, UNKNOWN, NO_IDEA, calm)},
        demeanours=(calm,),
        intent=Intent(UNKNOWN, NO_IDEA, other),
    )
