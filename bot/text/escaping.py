"""Text that Discord shows as it is written, whatever markup it contains."""

import re

_ACTIVE = re.compile(
    r"""
      (?= [\\*_~`|<>@\#\[\]] )      # emphasis, code, spoilers, quotes, headings, mentions, links
    | (?= :\S )                     # emoji codes and URLs
    | ^ (?= [-+](?:\s|$) )          # bullets
    | ^ (\d+) (?= \.(?:\s|$) )      # numbered lists
    """,
    re.VERBOSE,
)


def escape(text: str) -> str:
    """Escape a text so that Discord shows it as plain text in one line.

    Args:
        text: a name, a phrase or a note; each run of whitespace becomes one space.

    Returns:
        The text with a backslash before each character that would act as markup.
    """
    return _ACTIVE.sub(r"\1\\", " ".join(text.split()))
