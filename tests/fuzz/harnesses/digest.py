"""Digests: several people's messages in one post."""

import re

from bot.chat.relay.digest import (
    Entry,
    line_in,
    link_to,
    originals_in,
    pack,
    remove_lines,
    replace_line,
    speaker_in,
    translation_in,
)
from bot.text.limits import MESSAGE, length
from bot.text.markup import Role, parse
from tests.fuzz.harness import Reader

_LONGEST_NAME = 32
_BREAKS = re.compile(r"[\n\r\x85\u2028\u2029]")


def digest(data: bytes) -> None:
    reader = Reader(data)
    unsure, count, work = reader.number(8), 2 - bool(reader.number(3)), reader.number(4)
    entries = [_entry(reader, at, unsure=bool(unsure & 1 << at)) for at in range(count)]
    new = _entry(reader, count, unsure=bool(unsure & 4))
    content = pack(entries)
    _check(content, entries)
    if work == 0:
        _check_replaced(content, entries, new)
    elif work == 1:
        rest = remove_lines(content, {0})
        if count > 1:
            _check(rest, entries[1:])
        else:
            assert not rest
    elif count > 1 and work == 2:
        _check_pairs(content)
    else:
        posted = f"{new.heading}\n{new.text}"
        assert speaker_in(posted, None) == new.author
        translation_in(posted)
        for number in (None, 0, 1):
            speaker_in(new.text, number)
        originals_in(new.text)


def _check_replaced(content: str, entries: list[Entry], new: Entry) -> None:
    number = len(entries) - 1
    replaced = replace_line(content, number, new)
    _check(replaced, [*entries[:number], new])
    if number:
        _check_pairs(replaced)
    assert replaced.split("\n")[:number] == content.split("\n")[:number]
    assert bool(originals_in(replaced)) is bool(originals_in(content))


def _entry(reader: Reader, at: int, *, unsure: bool) -> Entry:
    author = " ".join(reader.text()[:_LONGEST_NAME].split()) or "Amy"
    return Entry(author, reader.text(), link_to(at % 2, 2, 10 + at), unsure)


def _check(content: str, entries: list[Entry]) -> None:
    """The post has the line of each entry, and nothing in it can be taken for another's."""
    assert length(content) <= MESSAGE
    assert len(content.split("\n")) == len(_BREAKS.split(content)) == len(entries)
    linked = originals_in(content)
    assert linked in ([], [(at, int(entry.link.rpartition("/")[2][:-2])) for at, entry in enumerate(entries)])
    for at, entry in enumerate(entries):
        assert speaker_in(content, at) == entry.author
        assert line_in(content, at) is not None


def _check_pairs(content: str) -> None:
    """No emphasis, spoiler, link or code reaches from one line into another."""
    line, opened = 0, []
    for span in parse(content):
        if span.role is Role.OPEN:
            opened.append(line)
        elif span.role is Role.CLOSE:
            assert opened.pop() == line
        if "\n" in span.text:
            assert not span.text.strip("\n")
        line += span.text.count("\n")
