import base64

import pytest

from bot.errors import ConfigurationError
from bot.token_forms import read_token, refused

TOKEN = f"{base64.b64encode(b'123456789012345678').decode().rstrip('=')}.GabcDE.{'a_B-3' * 7}"


@pytest.mark.parametrize("value", [TOKEN, f" {TOKEN}\n", f"\u200b{TOKEN}", "x" * 2, "abc", "a1B2-" * 6 + "xy"])
def test_a_token_is_taken_as_it_is(value: str) -> None:
    assert read_token(value) == (value.strip("\u200b \n"), "")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (f"Bot {TOKEN}", "begins with a word such as Bot"),
        (f"bot  {TOKEN}", "begins with a word such as Bot"),
        (f"Bearer {TOKEN}", "begins with a word"),
        (f"DISCORD_TOKEN={TOKEN}", "begins with a word"),
        (f"Authorization: Bot {TOKEN}", "begins with a word"),
        (f'"Bot {TOKEN}"', "begins with a word"),
        (f'"{TOKEN}"', "is in quotes"),
        (f"“{TOKEN}”", "is in quotes"),
        (f"`{TOKEN}`", "is in quotes"),
    ],
)
def test_what_was_copied_along_is_left_out_and_named(value: str, hint: str) -> None:
    token, said = read_token(value)
    assert token == TOKEN
    assert hint in said


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("123456789012345678", "is an ID"),
        ("0123456789abcdef" * 4, "public key"),
        ("mfa.abcdef", "a person's account"),
        ("https://discord.com/api/webhooks/1/s3cret", "is a link"),
        ("...", "placeholder"),
        ("xxxxxx", "placeholder"),
        ("<s3cret>", "placeholder"),
        ("your-token-here", "placeholder"),
        ("YOUR_TOKEN", "placeholder"),
        (f"{TOKEN[:20]} {TOKEN[20:]}", "has a space or a line break"),
        (f"{TOKEN[:20]}\n{TOKEN[20:]}", "has a space or a line break"),
        (f"{TOKEN}é", "a character that no token has"),
        (TOKEN.rsplit(".", 1)[0], "is cut off"),
        (TOKEN.split(".", maxsplit=1)[0], "is cut off"),
    ],
)
def test_what_is_no_token_is_explained_and_not_quoted(value: str, meaning: str) -> None:
    with pytest.raises(ConfigurationError, match=meaning) as caught:
        read_token(value)
    assert caught.value.message.startswith("DISCORD_TOKEN ")
    assert "discord.com/developers" in caught.value.remedy
    assert "s3cret" not in str(caught.value)
    assert value not in caught.value.message


@pytest.mark.parametrize(
    ("token", "reason"),
    [("a1B2-" * 6 + "xy", "client secret"), ("abc", "three parts"), (TOKEN, "may have been reset")],
)
def test_a_refusal_says_what_the_token_may_be(token: str, reason: str) -> None:
    assert refused(token).message.startswith("Discord refuses DISCORD_TOKEN")
    assert reason in refused(token).message
    assert token not in str(refused(token))


@pytest.mark.parametrize(
    ("value", "meaning"), [("abc", "three parts"), ("0123456789abcdef" * 2, "client secret"), ("a.b", "three parts")]
)
def test_discord_issues_no_other_tokens(value: str, meaning: str) -> None:
    """Known without asking Discord, so also where the network does not work."""
    with pytest.raises(ConfigurationError, match=meaning) as caught:
        read_token(value, any_form=False)
    assert value not in caught.value.message
    assert read_token(TOKEN, any_form=False) == (TOKEN, "")
