"""The classifier: a message and what is known around it in, an assessment with its evidence out."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from classifier.assessment import Assessment, Said
from classifier.history.profile import Profile
from classifier.identify import OTHER, identify
from classifier.reading import Earlier, Reading
from classifier.request import Request
from classifier.taxonomy import LANGUAGES, OPTIONAL_AXES, Axis
from classifier.weighing import weigh

if TYPE_CHECKING:
    from spacy.language import Language

# The last few messages carry a mood over; each costs as much time as the message itself.
LOOK_BACK: Final = 4
# Readings kept at a time, of a few kilobytes each: the open conversations of a busy hour.
REMEMBERED: Final = 1_000
# After this long a mood of yesterday has decayed to under a hundredth.
MEMORY: Final = timedelta(days=3)


class Classifier:
    """Builds a language's pipeline on its first message; meant to be called from one worker thread."""

    def __init__(self, *, languages: Sequence[str] = LANGUAGES, axes_on: frozenset[Axis] = frozenset()) -> None:
        strangers = sorted(set(languages) - set(LANGUAGES))
        if strangers:
            raise ValueError(f"no language {', '.join(strangers)}; choose from {', '.join(LANGUAGES)}")
        if not axes_on <= OPTIONAL_AXES:
            raise ValueError(
                f"axes_on has {', '.join(sorted(axes_on - OPTIONAL_AXES))}; only optional axes are switched"
            )
        self.languages = tuple(languages)
        self.axes_on = axes_on
        self._pipelines: dict[str, Language] = {}
        # A turn's earlier messages are asked for again with each new one, whatever language that one is in.
        self._readings: OrderedDict[str, Reading] = OrderedDict()

    def warm(self, langs: Sequence[str] | None = None) -> None:
        """Build pipelines ahead, so that the first customer does not wait for it."""
        for lang in self.languages if langs is None else langs:
            self._pipeline(lang)("...")  # their first step is made with the first text
        identify("warm up the language model")

    def assess(
        self,
        text: str,
        *,
        conversation: Sequence[Said] = (),
        profile: Profile | None = None,
        lang_hint: str | None = None,
        now: datetime,
    ) -> Assessment:
        """Assess one message; `conversation` is what was said before it."""
        reading = self._read(text, lang_hint)
        earlier = [
            Earlier(said.who, said.at, len(said.text), self._heard(said.text, lang_hint) if heard else None)
            for said, heard in _worth_reading(conversation, now)
        ]
        return weigh(reading, earlier=earlier, profile=profile, axes_on=self.axes_on, now=now)

    def assess_many(self, requests: Iterable[Request]) -> Iterator[Assessment]:
        """Assess many messages one after the other, in their order."""
        for request in requests:
            yield self.assess(
                request.text,
                conversation=request.conversation,
                profile=request.profile,
                lang_hint=request.lang_hint,
                now=request.now,
            )

    def _heard(self, text: str, lang_hint: str | None) -> Reading:
        """Recall how an earlier message was read, or read it now."""
        return self._readings.get(text) or self._read(text, lang_hint)

    def _read(self, text: str, lang_hint: str | None) -> Reading:
        from classifier.reader import read

        lang = identify(text, hint=lang_hint).lang
        lang = lang if lang in self.languages else OTHER
        reading = self._readings[text] = read(self._pipeline(lang), lang, text)
        self._readings.move_to_end(text)
        if len(self._readings) > REMEMBERED:
            self._readings.popitem(last=False)
        return reading

    def _pipeline(self, lang: str) -> "Language":
        if lang not in self._pipelines:
            from classifier.pipeline import build_pipeline

            self._pipelines[lang] = build_pipeline(lang)
        return self._pipelines[lang]


def _worth_reading(conversation: Sequence[Said], now: datetime) -> list[tuple[Said, bool]]:
    """Keep what is recent, oldest first, and say which of it is read: the customer's last few messages."""
    recent = [said for said in conversation if now - said.at < MEMORY]
    by_customer = [said for said in recent if said.who == "customer"][-LOOK_BACK:]
    return [(said, any(said is kept for kept in by_customer)) for said in recent]
