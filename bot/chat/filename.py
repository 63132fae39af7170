"""What the name of a file says, where a person named it."""

import re
from pathlib import PurePath

import discord

_SPOILER = "SPOILER_"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_FEWEST = 2  # words: one alone is seldom more than a label
_MACHINE = re.compile(
    r"""
    (?: IMG | image | picture | photo | DSC[NF]? | PXL | PANO | VID(?:eo)? | MOV(?:ie)? | audio | snip | mmexport
      | screen[ ]?(?:shot|recording|capture) | unknown | untitled | voice[ ]message | WX[ ]camera | QQ | Snapchat
      | WhatsApp | Signal | Telegram | received | copy | edited | at | AM | PM
      | (?:屏幕|螢幕|微信)?(?:截图|截圖|擷取畫面|图片|圖片) | 截屏 | 未命名 | \d | \W )++
    """,
    re.IGNORECASE | re.VERBOSE,
)


def spoken_name(file: discord.Attachment) -> str:
    """The name of a file without its ending, as words; empty where a camera or a program gave it.

    Discord puts what it cannot write in a file's name into the title.
    """
    stem = file.title or PurePath(file.filename.removeprefix(_SPOILER)).stem
    words = " ".join(re.split(r"[\s_\-+.]+", stem)).strip()
    if _MACHINE.fullmatch(words):
        return ""
    return words if _HAN.search(words) or len(_WORD.findall(words)) >= _FEWEST else ""
