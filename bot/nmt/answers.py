"""PURE: makes a translation of what a chat model answers, or nothing of an answer that is none.

A chat model may be talked into something else by the text that it translates. The checks of `bot.nmt.quality` and of
the translation layer apply as to any engine; these are for what only a chat model does.
"""

import re
from collections import Counter

import regex

from bot.nmt.strange import is_strange, without_hidden

_LONGEST = 100_000  # characters of an answer with its thoughts
_MOST_LETTERS = 12  # of a translation by character of its source; more of them fail the check of the ratio anyway
_SLACK = 400
_SPACED = re.compile(r"⟦\s{0,2}(\d)\s{0,2}⟧")
_THINKING = "(?:think|thinking|thought|reasoning)"
_THOUGHT = re.compile(
    rf"<{_THINKING}>.*?(?:</{_THINKING}>|\Z)|\[{_THINKING}\].*?\[/{_THINKING}\]", re.DOTALL | re.IGNORECASE
)
_LATE_THOUGHT = re.compile(rf"\A.*(?:</{_THINKING}>|\[/{_THINKING}\])", re.DOTALL | re.IGNORECASE)
"""The end of a thought that the server's chat template began."""
_MARKED_THOUGHT = re.compile(rf"[<\[]/?{_THINKING}", re.IGNORECASE)
_FENCE = re.compile(r"\A```[\w-]*\n(.*?)\n?```\Z", re.DOTALL)
_MARKS = re.compile(r"\A(```|\*\*|\*)([^`*]+)\1\Z")
_NOTE = re.compile(r"\s*[(（](?:注|译注|译者注|note|translator['’]s note)\s?[:：][^()（）\n]*[)）]\Z", re.IGNORECASE)
_TAGS = re.compile(
    r"\A<(text\d*|translation|output)>\s*(.*?)\s*(?:</\1>)?\Z|\A()(.*?)\s*</text\d*>\Z", re.DOTALL | re.IGNORECASE
)
_OF_TAGS = re.compile("<(?:text|translation|output)", re.IGNORECASE)
_LABEL = re.compile(
    r"\A(?:\*\*)?(?:(?:here(?:['’]s| is)|sure|certainly|of course)\b[^\n:：]{0,40}\btranslat\w+[^\n:：]{0,40}"
    r"|(?:the )?(?:(?:simplified )?(?:english|chinese) )?translat(?:ion|ed text|ed message)"
    r"(?: of [^\n:：]{1,30})?(?: (?:from|in|into|to) [^\n:：]{1,40})?(?: ?\([^\n:：()]{1,30}\))?(?: is)?"
    r"|(?:simplified )?(?:chinese|english)"
    r"|(?:以下是|这是|(?:这|该)(?:段|句)话?的?|原文的?)?(?:简体)?(?:中文|英文|英语)?(?:的?翻译|译文|译)"
    r"(?:结果|如下|[为成是]|简体|中文|英文|英语)*|(?:简体)?(?:中文|英文|英语))(?:\*\*)?\s*[:：](?:\*\*)?\s*"
    r"|\A(?:\[translation\]|【(?:翻译|译文)】)\s*",
    re.IGNORECASE,
)
_OF_LABELS = re.compile("[:：]|translat|english|chinese|译|[中英]文|英语", re.IGNORECASE)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』", "《": "》"}

_LETTER = regex.compile(r"\p{L}")
_PLACEHOLDER = re.compile(r"⟦\d⟧")
_SIGNS = ("@", "<", ">", "`", "\\", "||", "](", "://", "**", "\n")
"""What a translation has no more often than its source: mentions, markup, addresses, and lines."""
_MENTION = re.compile(r"@\w+|<[@#:/]\S*")
_DOMAIN = re.compile(r"(?<![a-z0-9-])[a-z0-9-]{2,}(?:\.[a-z0-9-]{2,}){0,4}\.[a-z]{2,}", re.IGNORECASE | re.ASCII)
_SENTENCE_END = re.compile(r"\.[A-Z][a-z]*\Z")
"""A full stop without a space after it, which looks like a domain."""

_ASSISTANT = re.compile(
    r"\bas an? (?:ai|artificial|large|language|assistant)\b|\b(?:ai|large) language model\b|\bi['’]?\s?a?m an ai\b"
    r"|作为(?:一个|一名|一款|一位)?\s*(?:AI|人工智能|大?语言模型|智能助手|翻译(?:引擎|助手|模型))|我是(?:一个|一名|一款)?\s*(?:AI|人工智能|大?语言模型)",
    re.IGNORECASE,
)
_OF_ASSISTANTS = re.compile(
    r"\bai\b|artificial|language model|\bllm\b|gpt|\bbot\b|assistant|人工智能|语言模型|机器人|助手", re.IGNORECASE
)
_UNABLE = re.compile(
    r"\b(?:i|we) (?:can(?:no|['’]?)t|can not|am not able to|am unable to|won['’]?t|must decline to) "
    r"(?:\w+ )?(?:assist|help|translate|provide|comply|fulfill|answer|do that|share|reveal|engage|continue)\b"
    r"|(?:sorry|apologi[sz]e|unfortunately)\b[^.\n]{0,20}\b(?:can(?:no|['’]?)t|can not|unable|not able|won['’]?t)\b"
    r"|我(?:们)?(?:无法|不能|没办法)(?:协助|提供|翻译|帮助|帮|满足|回答|完成|执行|透露|继续)"
    r"|(?:抱歉|对不起|遗憾)[^。\n]{0,6}(?:无法|不能|没办法)",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"n['’]?t\b|\b(?:no|not|cannot|unable|never|refuse|fail(?:ed)?|impossible)\b|[不无没未莫别勿]|拒绝", re.IGNORECASE
)
_RUN = 5  # words of a prompt in a row that no translation has by chance
_HAN_RUN = 8  # the same in Han characters
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_HAN_TEXT = regex.compile(r"\p{Han}+")


def translation(answer: str, source: str, prompt: str) -> str:
    """The translation in an answer; empty if the model did something else, or explained itself.

    Args:
        answer: what the model wrote.
        source: what it was to translate.
        prompt: the instructions that it was given, in which the source is not.
    """
    if len(answer) > _LONGEST:
        return ""
    cleaned = clean(answer, source)
    return "" if _is_something_else(cleaned, source, prompt) else cleaned


def clean(answer: str, source: str) -> str:
    """An answer without what chat models put around a translation, unless the source has that too.

    Thoughts, a fence of backticks, the tags around the source, a label such as `Translation:`, quotation marks, and
    spaces in placeholders.
    """
    text = answer if _MARKED_THOUGHT.search(source) else _LATE_THOUGHT.sub("", _THOUGHT.sub("", answer))
    text = _SPACED.sub(r"⟦\1⟧", without_hidden(text, source).strip())
    if len(text) > _MOST_LETTERS * len(source) + _SLACK:
        return ""
    if (found := _TAGS.match(text)) and not _OF_TAGS.search(source):
        text = found[2] if found[2] is not None else found[4]
    if (found := _FENCE.match(text)) and "```" not in source:
        text = found[1].strip()
    if (found := _MARKS.match(text)) and found[1] not in source:
        text = found[2].strip()
    if (found := _LABEL.match(text)) and not _OF_LABELS.search(source):
        text = text[found.end() :].strip()
    if "(" not in source and "（" not in source:
        text = _NOTE.sub("", text)
    if len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and not source.strip().startswith(tuple(_QUOTES)):
        inner = text[1:-1]
        text = text if text[0] in inner or text[-1] in inner else inner.strip()
    return text


def _is_something_else(text: str, source: str, prompt: str) -> bool:
    source = source.strip()
    if any(text.count(sign) > source.count(sign) for sign in _SIGNS):
        return True
    if any(found not in source for found in _MENTION.findall(text)):
        return True
    given, made = _PLACEHOLDER.sub(" ", source), _PLACEHOLDER.sub(" ", text)
    if _LETTER.search(given) and not _LETTER.search(made):
        return True  # an answer to a sum, or only a sign
    return (
        is_strange(made, given) or _adds_address(made, given) or _refuses(made, given) or _quotes(prompt, made, given)
    )


def _adds_address(text: str, source: str) -> bool:
    known = source.lower()
    return any(found.lower() not in known for found in _DOMAIN.findall(text) if not _SENTENCE_END.search(found))


def _refuses(text: str, source: str) -> bool:
    """Whether an answer speaks of the model or of what it cannot do, and the source says nothing of the kind."""
    if _ASSISTANT.search(text) and not _OF_ASSISTANTS.search(source):
        return True
    return _UNABLE.search(text) is not None and not _NEGATIVE.search(source)


def _quotes(prompt: str, text: str, source: str) -> bool:
    """Whether an answer repeats a piece of the prompt that the source does not have."""
    return bool((_runs(text) - _runs(source)) & _runs(prompt))


def _runs(text: str) -> set[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    runs = Counter(" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    for han in _HAN_TEXT.findall(text):
        runs.update(han[i : i + _HAN_RUN] for i in range(len(han) - _HAN_RUN + 1))
    return set(runs)
