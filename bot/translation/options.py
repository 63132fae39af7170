"""What a request asks for, carried from the service to the model."""

from dataclasses import dataclass

from bot.text.language import Language
from bot.translation.terms import Terms
from bot.translation.types import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """The options of one request.

    Attributes:
        target: the language to translate into; None translates each segment into the other language.
        also: the other languages that the reader reads, where `target` is given; text in them stays as it is.
        chinese: the script for Chinese output where `target` is None.
        native: the language that the author says they write; decides where the text is ambiguous.
        terms: lists of terms from the server; earlier lists take precedence, and all of them over slang.
        tenant: the server's id, for fairness between servers (0 where there is none).
        room: the channel's id, for fairness within the server (0 where there is none).
        deadline: `time.monotonic()` seconds after which nobody waits for the answer.
        beam: beam size; 1 is greedy.
    """

    target: Target | None = None
    also: tuple[Target, ...] = ()
    chinese: Target = Target.SIMPLIFIED
    native: Language | None = None
    terms: tuple[Terms, ...] = ()
    tenant: int = 0
    room: int = 0
    deadline: float | None = None
    beam: int = 1

    def target_for(self, source: Language) -> Target:
        """The target of text in a language: what the reader reads in it, the requested one, or the other language."""
        if self.target is not None:
            return next(iter(self.read_in(source)), self.target)
        return self.chinese if source is Language.ENGLISH else Target.ENGLISH

    def read_in(self, language: Language) -> list[Target]:
        """The scripts of a language that the reader reads; empty if they do not read it."""
        return [target for target in (self.target, *self.also) if target is not None and target.language is language]
