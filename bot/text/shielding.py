"""Removes markup from a translation that its source does not have."""

from collections import Counter
from collections.abc import Collection, Iterator

import regex

from bot.text.markup import Kind, Role, Span, parse

_MARKING = regex.compile(r"[*_~|`]|\]\(|^[ \t]*+(?:[#>]|-#|[-+][ ]|[0-9]{1,9}\.[ ])", regex.MULTILINE)
"""Every markup has one of these; a text without them renders as plain words."""

_BLOCK = regex.compile(r"([ \t]*+)(>>>|>|-\#|\#{1,3}|[-*+]|[0-9]{1,9}\.)([ ]++)")
_FIGURE = regex.compile(r"^[ \t]*+([0-9]{1,9})(?!\.[ ]|[0-9])", regex.MULTILINE)
_NUMBER = regex.compile(r"^([ \t]*+[0-9]{1,9})\.(?=[ ])")
_FIRST_DIGIT = regex.compile(r"[0-9]")
_LOOKALIKES = str.maketrans("*_~|`", "＊＿～｜'")
_ROUNDS = 4  # removing marks may join others, but rarely more than once


def without_new_markup(source: str, target: str) -> str:
    """Remove the marks from a translation that Discord would render but that the source does not have.

    Stray marks are deleted; number signs, minus signs and list numbers stay readable (`# 1` becomes `#1`, `- 5` becomes
    `-5`, `1. ` becomes `1) `, or `1 ` if a line of the source starts with that number). Each kind of mark is kept as
    often as the source has it.

    Args:
        source: the original message.
        target: its translation.

    Returns:
        The translation, in which no kind of mark is rendered more often than in the source.
    """
    if not _MARKING.search(target):
        return target
    rendered = rendered_marks(source)
    figures = frozenset(_FIGURE.findall(source))
    for _ in range(_ROUNDS):
        spans = parse(target)
        if not Counter(_marks(spans)) - rendered:
            return target
        target = "".join(_shielded(spans, Counter(rendered), figures))
    if Counter(_marks(parse(target))) - rendered:
        lines = target.translate(_LOOKALIKES).splitlines(keepends=True)
        target = "".join(_NUMBER.sub(r"\1)", line) if _NUMBER.match(line) else line for line in lines)
        lines = target.splitlines(keepends=True)
        target = "".join(f"\\{line}" if _BLOCK.match(line) else line for line in lines)
    return target


def rendered_marks(text: str) -> Counter[str]:
    """Count the marks that Discord renders in a text, by kind."""
    return Counter(_marks(parse(text))) if _MARKING.search(text) else Counter()


def _marks(spans: tuple[Span, ...]) -> Iterator[str]:
    for span in spans:
        if span.kind is Kind.STRUCTURE and not span.text.isspace():
            if span.text.startswith("```"):
                yield "```"
            else:
                yield from (_kind(match.group(2)) for match in _BLOCK.finditer(span.text))
        elif span.role is Role.CODE:
            yield "`"
        elif span.role is Role.OPEN:
            yield span.text


def _kind(mark: str) -> str:
    return "1." if mark[0].isdigit() else "-" if mark in "*+" else mark


def _shielded(spans: tuple[Span, ...], left: Counter[str], figures: Collection[str]) -> Iterator[str]:
    """Yield the texts of the spans without the marks that exceed the remaining counts."""
    removed: set[int | None] = set()
    for at, span in enumerate(spans):
        if span.kind is Kind.STRUCTURE and not span.text.isspace():
            if span.text.startswith("```"):
                yield span.text if _take(left, "```") else span.text.strip("`").strip("\n")
            else:
                following = spans[at + 1].text if at + 1 < len(spans) else ""
                yield _unblocked(span.text, following, left, figures)
        elif span.role is Role.CODE:
            yield span.text if _take(left, "`") else span.text.strip("`")
        elif span.role is Role.OPEN and not _take(left, span.text):
            removed.add(span.partner)
            yield "[" if span.text == "[" else ""
        elif span.role is Role.CLOSE and span.partner in removed:
            yield f"] {span.text[1:]}" if span.text.startswith("](") else ""
        else:
            yield span.text


def _unblocked(block: str, following: str, left: Counter[str], figures: Collection[str]) -> str:
    kept = ""
    end = 0
    for match in _BLOCK.finditer(block):
        indent, mark, space = match.groups()
        end = match.end()
        if _take(left, _kind(mark)):
            kept += match.group()
        elif mark[0].isdigit():
            kept += f"{indent}{mark[:-1]}{'' if mark[:-1] in figures else ')'}{space}"
        elif mark in {"#", "-", "+"} and end == len(block) and _FIRST_DIGIT.match(following):
            kept += indent + mark
        elif mark == "-":
            kept += f"{indent}–{space}"
        else:
            kept += indent
    return kept + block[end:]


def _take(left: Counter[str], mark: str) -> bool:
    left[mark] -= 1
    return left[mark] >= 0
