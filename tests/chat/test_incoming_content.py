"""All parts of a message that can be translated."""

import pytest

from bot.chat.content import descriptive_name
from bot.sandbox import messages
from bot.sandbox.messages import Upload, attach
from bot.sandbox.model import Message, MessageFlag
from bot.text.limits import MESSAGE, length
from tests.chat.harness import BotHarness, response_text

POLL = {"question": {"text": "Where should we eat tonight?"}, "answers": []}
NAMES = [
    ("dinner_menu_of_the_week.pdf", "dinner menu of the week"),
    ("SPOILER_season-finale-leak.png", "season finale leak"),
    ("会议记录.docx", "会议记录"),
    ("IMG_20240101_120000.jpg", ""),
    ("Screenshot 2024-01-01 at 10.20.30 PM.png", ""),
    ("屏幕截图 2024-01-01 102030.png", ""),
    ("image0.jpg", ""),
    ("unknown.png", ""),
    ("voice-message.ogg", ""),
    ("a8f7d6.webp", ""),
    ("photo" * 40 + "x.png", ""),
    ("", ""),
]


class File:
    """An attachment with only its names."""

    def __init__(self, filename: str, title: str | None = None) -> None:
        self.filename, self.title = filename, title


@pytest.mark.parametrize(("name", "text"), NAMES)
def test_file_names_chosen_by_people_are_read(name: str, text: str) -> None:
    assert descriptive_name(File(name)) == text  # type: ignore[arg-type]


def test_a_title_replaces_the_file_name() -> None:
    assert descriptive_name(File("_.pdf", "今天的菜单")) == "今天的菜单"  # type: ignore[arg-type]


def carry(harness: BotHarness, message: Message, **extra: object) -> None:
    """Add data to a message that users cannot send in the sandbox."""
    message.extra = {**(message.extra or {}), **extra}


def file(harness: BotHarness, name: str, **about: object) -> dict[str, object]:
    [one] = attach(harness.world, [{"id": 0, **about}], [Upload(0, name, b"")])
    return one


async def menu(harness: BotHarness, message: Message, who: str = "Amy") -> str:
    used = await harness.sandbox.invoke_message(
        harness.world.person(who).id, message.channel_id, message.id, "Translate"
    )
    return await response_text(used)


async def test_a_poll_is_translated_with_its_answers(harness: BotHarness) -> None:
    answers = [f"The restaurant in street number {n}" for n in range(10)]
    media = [{"poll_media": {"text": text, "emoji": {"id": None, "name": "🍜"}}} for text in answers]
    harness.model.enqueue("我们今晚在哪里吃饭？", *[f"第{n}街的那家餐馆" for n in range(10)])
    message = await harness.say("", poll={**POLL, "answers": media})
    reply = await harness.answer_to(message)
    lines = reply.content.split("\n")
    assert lines[0] == "**我们今晚在哪里吃饭？**"
    assert lines[1:] == [f"- 🍜 第{n}街的那家餐馆" for n in range(10)]


async def test_a_forwarded_message_is_translated_completely(harness: BotHarness) -> None:
    source = await harness.say("First line of it.\nSecond line of it.", channel=harness.world.named("quiet").id)
    harness.model.enqueue("它的第一行。", "它的第二行。")
    forward = await harness.say(
        "", message_reference={"type": 1, "message_id": str(source.id), "channel_id": str(source.channel_id)}
    )
    assert (await harness.answer_to(forward)).content == "它的第一行。\n它的第二行。"


async def test_the_menu_translates_all_parts_of_a_message(harness: BotHarness) -> None:
    message = await harness.say("看看这个", "小李", channel=harness.world.named("quiet").id)
    carry(
        harness,
        message,
        embeds=[
            {
                "type": "rich",
                "author": {"name": "本市的天气预报"},
                "title": "今天的新闻",
                "description": "明天会下雨。\n然后是晴天。",
                "fields": [{"name": "地点在哪里", "value": "北京和上海"}],
                "footer": {"text": "感谢你的阅读"},
            }
        ],
        attachments=[file(harness, "SPOILER_结局剧透.png", description="主角站在雨里")],
        sticker_items=[{"id": "1", "name": "开心的小猫", "format_type": 1}],
    )
    harness.model.enqueue(
        "Look at this",
        "The city's weather forecast",
        "Today's news",
        "It will rain tomorrow.",
        "Then it will be sunny.",
        "Where the place is",
        "Beijing and Shanghai",
        "Thank you for reading",
        "How it ends: the hero stands in the rain",
        "happy kitten",
    )
    assert (await menu(harness, message)).split("\n") == [
        "Look at this",
        "The city's weather forecast",
        "**Today's news**",
        "It will rain tomorrow.",
        "Then it will be sunny.",
        "**Where the place is**",
        "Beijing and Shanghai",
        "Thank you for reading",
        "📎 ||How it ends: the hero stands in the rain||",
        "🏷️ happy kitten",
    ]


async def test_components_are_read_in_the_order_in_which_they_are_shown(harness: BotHarness) -> None:
    media = {"url": "https://example.com/a.png"}
    button = {"type": 2, "style": 1, "custom_id": "more", "label": "点这里看更多"}
    section = {
        "type": 9,
        "components": [{"type": 10, "content": "# 今天的新闻"}, {"type": 10, "content": "明天会下雨。"}],
    }
    container = [
        {**section, "accessory": {"type": 11, "media": media, "description": "雨中的城市"}},
        {"type": 14},
        {"type": 12, "items": [{"media": media}, {"media": media, "description": "海边的房子", "spoiler": True}]},
        {"type": 1, "components": [button]},
    ]
    hidden = {"type": 17, "spoiler": True, "components": [{"type": 10, "content": "主角最后死了"}]}
    layout = [{"type": 10, "content": "窗外的花园开满了花"}, {"type": 17, "components": container}, hidden]
    message = messages.post(
        harness.world,
        harness.world.named("quiet"),
        harness.world.bot,
        {"flags": int(MessageFlag.COMPONENTS_V2), "components": layout},
    )
    harness.model.enqueue(
        "The garden outside is in bloom",
        "Today's news",
        "It will rain tomorrow.",
        "The city in the rain",
        "The house by the sea",
        "The hero dies in the end",
    )
    assert (await menu(harness, message)).split("\n") == [
        "The garden outside is in bloom",
        "# Today's news",
        "It will rain tomorrow.",
        "📎 The city in the rain",
        "📎 ||The house by the sea||",
        "||The hero dies in the end||",
    ]


async def test_link_previews_are_ignored(harness: BotHarness) -> None:
    message = await harness.say("看看这个 https://example.com/a", "小李", channel=harness.world.named("quiet").id)
    previews = [
        {"type": "link", "title": "某个网站的标题", "description": "它的简介"},
        {"type": "rich", "url": "https://example.com/a", "title": "另外一个标题"},
    ]
    carry(harness, message, embeds=previews)
    harness.model.enqueue("Look at this ⟦0⟧")
    assert await menu(harness, message) == "Look at this https://example.com/a"


async def test_an_embed_without_text_is_empty(harness: BotHarness) -> None:
    message = await harness.say(
        "", channel=harness.world.named("quiet").id, embeds=[{"image": {"url": "https://a.cn/b.png"}}]
    )
    assert await menu(harness, message) == "There's no text to translate."
    assert harness.model.history == []


async def test_spoilers_quotes_and_line_breaks_are_kept(harness: BotHarness) -> None:
    harness.model.enqueue("他最后死了", "你说过的话", "我不同意")
    reply = await harness.answer_to(await harness.say("||he dies in the end||\n> what you said before\nI do not agree"))
    assert reply.content == "||他最后死了||\n> 你说过的话\n我不同意"


async def test_a_long_translation_is_split_at_sentence_ends(harness: BotHarness) -> None:
    sentences = ["我和朋友们今天早上一起去了海边的小镇。"] * 80
    english = "My friends and I went together to a small town by the sea this morning."
    harness.model.enqueue(*[english] * 80)
    await harness.say("".join(sentences), "小李")
    await harness.settled(1)
    posts = [post.content for post in harness.posts()]
    assert len(posts) > 1
    assert all(length(post) <= MESSAGE and post.rstrip().endswith(".") for post in posts)
    assert "".join(f"{post.rstrip()} " for post in posts).rstrip() == " ".join([english] * 80)


async def test_emoji_are_not_words(harness: BotHarness) -> None:
    await harness.say("🔥" * 2000)
    await harness.settled(1)
    assert harness.ledger.skips == {"no words": 1}
    message = await harness.say("😂" * 2000, channel=harness.world.named("quiet").id)
    assert await menu(harness, message) == "There are no words to translate."
