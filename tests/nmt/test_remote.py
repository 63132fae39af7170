import asyncio
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.errors import ConfigurationError, EngineError, OverloadedError, QiaoError
from bot.nmt.batcher import Batcher
from bot.nmt.chat_api import ChatApi, is_loopback
from bot.nmt.remote import NEUTRAL, RemoteEngine
from bot.nmt.types import Hypothesis
from bot.proxy import choose
from tests.nmt.fakes import EN_ZH, ZH_EN, texts
from tests.nmt.servers import MODEL, ChatServer, chat_server, completion, raw_server, source_of
from tests.proxies import http_proxy


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with chat_server() as running:
        yield running


@asynccontextmanager
async def batcher_for(url: str, model: str = MODEL, **options: Any) -> AsyncIterator[Batcher]:
    parallel = options.pop("parallel", 4)
    api = ChatApi(url, **{"timeout": 20.0, "pause": 0.001, **options})
    try:
        async with Batcher(RemoteEngine(api, model), batch_tokens=1, parallel=parallel) as batcher:
            yield batcher
    finally:
        api.close()


async def ask(url: str, *segments: str, model: str = MODEL, beam: int = 1, **options: Any) -> list[Hypothesis]:
    async with batcher_for(url, model, **options) as batcher:
        return await batcher.translate(segments or ("hello my friend",), EN_ZH, beam=beam)


async def failure(url: str, **options: Any) -> QiaoError:
    with pytest.raises(QiaoError) as caught:
        await ask(url, "hello my secret friend", **options)
    assert "secret" not in str(caught.value)
    return caught.value


async def test_each_segment_is_a_request_of_its_own(server: ChatServer) -> None:
    answers = {"hello there": "你好", "good night": "晚安", "see you": "再见"}
    server.answer = lambda body: answers[source_of(body)]
    assert texts(await ask(server.url, *answers)) == list(answers.values())
    assert len(server.asked) == 3


async def test_a_request_has_what_every_server_knows(server: ChatServer) -> None:
    await ask(server.url, "hello there", key="s3cret")
    [body] = server.asked
    assert body["model"] == MODEL
    assert body["temperature"] == 0
    assert body["stream"] is False
    assert 64 < body["max_tokens"] < 128
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert server.headers[0]["Authorization"] == "Bearer s3cret"


async def test_no_key_is_sent_where_there_is_none(server: ChatServer) -> None:
    await ask(server.url)
    assert "Authorization" not in server.headers[0]


async def test_both_directions_are_translated(server: ChatServer) -> None:
    server.answer = lambda _: "Hello there"
    async with batcher_for(server.url) as batcher:
        assert batcher.directions == {EN_ZH, ZH_EN}
        assert texts(await batcher.translate(["你好"], ZH_EN)) == ["Hello there"]


async def test_the_length_of_an_answer_is_bounded_by_the_source(server: ChatServer) -> None:
    await ask(server.url, "word " * 100)
    await ask(server.url, "word " * 10_000)
    assert [body["max_tokens"] for body in server.asked] == [564, 4096]


@pytest.mark.parametrize("reason", ["length", "content_filter"])
async def test_an_answer_that_was_cut_off_is_none(server: ChatServer, reason: str) -> None:
    server.answer = lambda _: completion("你好，我的", reason=reason)
    assert texts(await ask(server.url)) == [""]


@pytest.mark.parametrize("content", [None, "", "   "])
async def test_an_empty_answer_is_none(server: ChatServer, content: str | None) -> None:
    server.answer = lambda _: completion(content)
    assert texts(await ask(server.url)) == [""]


async def test_blank_text_is_not_sent(server: ChatServer) -> None:
    assert texts(await ask(server.url, "  ")) == [""]
    assert not server.asked


async def test_half_a_character_does_not_stop_a_request(server: ChatServer) -> None:
    await ask(server.url, "hello \ud83d friend")
    assert source_of(server.asked[0]) == "hello ? friend"


async def test_the_score_is_the_mean_of_the_probabilities(server: ChatServer) -> None:
    server.answer = lambda _: completion("你好，朋友", logprobs=[-0.1, -0.5])
    [found] = await ask(server.url)
    assert math.isclose(found.score, -0.3)
    assert found.tokens > 0
    assert server.asked[0]["logprobs"] is True


@pytest.mark.parametrize(
    "logprobs", [{"content": [{"logprob": None}]}, {"content": {"a": 1}}, {"token_logprobs": [-0.1]}, [1], "none"]
)
async def test_probabilities_in_another_form_are_left_out(server: ChatServer, logprobs: object) -> None:
    answer = completion("你好，朋友")
    answer["choices"][0]["logprobs"] = logprobs
    server.answer = lambda _: answer
    [found] = await ask(server.url)
    assert (found.text, found.score) == ("你好，朋友", NEUTRAL)


@pytest.mark.parametrize("logprobs", [None, []])
async def test_the_score_is_neutral_without_probabilities(server: ChatServer, logprobs: list[float] | None) -> None:
    server.answer = lambda _: completion("你好，朋友", logprobs=logprobs)
    [found] = await ask(server.url)
    assert found.score == NEUTRAL


async def test_a_second_attempt_is_one_request_for_another_answer(server: ChatServer) -> None:
    [found] = await ask(server.url, "hello", beam=8)
    assert found.alternatives == ()
    assert "n" not in server.asked[0]
    assert server.asked[0]["temperature"] > 0


async def test_options_that_a_server_rejects_are_left_out_from_then_on(server: ChatServer) -> None:
    def strict(body: dict[str, Any]) -> str | web.StreamResponse:
        known = {"model", "messages", "temperature", "max_tokens", "stream"}
        return "你好" if body.keys() <= known else web.json_response({"error": {"message": "unknown"}}, status=400)

    server.answer = strict
    assert texts(await ask(server.url, "hello", "there", parallel=1)) == ["你好", "你好"]
    assert len(server.asked) == 3


async def test_a_family_is_asked_in_its_own_way(server: ChatServer) -> None:
    await ask(server.url, "hello", model="Hy-MT2-7B")
    [body] = server.asked
    assert body["messages"][0]["content"].startswith("将以下文本翻译为中文")
    assert (body["top_p"], body["top_k"]) == (0.6, 20)


async def test_no_more_requests_run_at_once_than_allowed(server: ChatServer) -> None:
    running, most, go = 0, 0, asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if most == 2:
            go.set()
        await go.wait()
        running -= 1
        return web.json_response(completion("你好"))

    app = web.Application()
    app.router.add_post("/chat/completions", slow)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await ask(url, *(f"hello {name}" for name in "abcdefgh"), parallel=2)
    finally:
        await runner.cleanup()
    assert most == 2


async def test_a_busy_server_is_asked_again(server: ChatServer) -> None:
    server.next.extend([web.Response(status=429), web.Response(status=503, headers={"Retry-After": "0"})])
    assert texts(await ask(server.url)) == ["你好，朋友"]
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [429, 502, 503])
async def test_a_server_that_stays_busy_is_overloaded(server: ChatServer, status: int) -> None:
    server.next.append(web.Response(status=status, headers={"Retry-After": "3600"}))
    error = await failure(server.url)
    assert isinstance(error, OverloadedError)
    assert "QIAO_OPENAI_PARALLEL" in error.remedy


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "QIAO_OPENAI_KEY"), (403, "QIAO_OPENAI_KEY"), (407, "QIAO_PROXY"), (500, "QIAO_OPENAI_URL"), (301, "URL")],
)
async def test_a_refusal_is_explained(server: ChatServer, status: int, remedy: str) -> None:
    server.next.append(web.Response(status=status, text="hello my secret friend"))
    error = await failure(server.url, key="s3cret-key")
    assert isinstance(error, EngineError)
    assert server.url.split("/")[2] in error.message
    assert remedy in error.remedy
    assert "s3cret-key" not in str(error)


async def test_a_request_that_is_rejected_twice_is_explained(server: ChatServer) -> None:
    server.next.extend([web.Response(status=400), web.Response(status=400)])
    assert "does not accept Qiao's requests" in (await failure(server.url)).message


async def test_an_unknown_model_is_named_with_those_that_exist(server: ChatServer) -> None:
    server.names = ["qwen3:8b", "hy-mt2", "line\nbreak"]
    server.next.append(web.Response(status=404))
    error = await failure(server.url, model="qwen4")
    assert "has no model qwen4" in error.message
    assert error.remedy == "Set QIAO_MODEL to one of: openai:qwen3:8b, openai:hy-mt2."


async def test_a_wrong_path_is_explained(server: ChatServer) -> None:
    error = await failure(server.url.removesuffix("/v1"))
    assert "or has another address" in error.message
    assert "usually ends in /v1" in error.remedy


@pytest.mark.parametrize(
    "answer",
    [
        "<html>hello my secret friend</html>",
        "",
        "[]",
        "{}",
        '{"error": {"message": "hello my secret friend"}}',
        '{"choices": []}',
        '{"choices": [{}]}',
        '{"choices": [{"message": {"content": 7}}]}',
        '{"choices": [{"message": {"content": "\\ud800"}}]}',
    ],
)
async def test_what_is_no_completion_is_explained(server: ChatServer, answer: str) -> None:
    server.next.append(web.Response(text=answer, content_type="application/json"))
    error = await failure(server.url)
    assert isinstance(error, EngineError)
    assert "answers with" in error.message


async def test_an_endless_answer_is_cut_off(server: ChatServer) -> None:
    server.next.append(web.Response(text=json.dumps(completion("好" * 700_000))))
    assert "more than a chat completion can be" in (await failure(server.url)).message


async def test_a_server_that_does_not_answer_in_time_is_given_up() -> None:
    async with raw_server(lambda reader: reader.read()) as url:
        error = await failure(url, timeout=0.05)
    assert "did not answer within 0.05 seconds" in error.message
    assert "QIAO_OPENAI_TIMEOUT" in error.remedy


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 70}.example"])
async def test_a_host_that_cannot_be_is_explained(host: str) -> None:
    error = await failure(f"http://{host}/v1")
    assert "cannot be reached" in error.message


async def test_a_server_that_is_not_there_is_explained() -> None:
    async with raw_server(lambda reader: reader.read()) as url:
        pass
    error = await failure(url)
    assert "cannot be reached" in error.message
    assert "QIAO_OPENAI_URL" in error.remedy


async def test_a_dropped_connection_is_tried_once_more() -> None:
    attempts = 0

    async def drop(reader: asyncio.StreamReader) -> None:
        nonlocal attempts
        attempts += 1
        await reader.readuntil(b"\r\n\r\n")

    async with raw_server(drop) as url:
        error = await failure(url)
    assert "cannot be reached" in error.message
    assert attempts == 2


async def test_a_proxy_is_used_with_its_login(server: ChatServer) -> None:
    async with http_proxy(login="me:pa:ss") as proxy:
        chosen = choose(server.url, f"http://me:pa%3Ass@127.0.0.1:{proxy.port}", {})
        assert texts(await ask(server.url, proxy=chosen)) == ["你好，朋友"]
        assert proxy.paths == ["/v1/chat/completions"]


async def test_the_environment_chooses_no_proxy(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert texts(await ask(server.url)) == ["你好，朋友"]


@pytest.mark.parametrize("key", ["schlüssel", "a\nb"])
def test_a_key_that_cannot_be_sent_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError, match="QIAO_OPENAI_KEY") as caught:
        ChatApi("http://127.0.0.1:1/v1", key=key)
    assert key not in str(caught.value)


def test_loopback_addresses_are_known() -> None:
    local = ["http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]:80", "https://llm.localhost./v1"]
    assert all(map(is_loopback, local))
    assert not any(map(is_loopback, ["http://10.0.0.1/v1", "http://localhost.example", "https://127.0.0.1.example"]))
