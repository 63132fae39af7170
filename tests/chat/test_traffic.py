from tests.chat.house import House

ENGLISH = "How are you doing today, my friend?"


async def test_requests_are_counted_by_how_they_end(house: House) -> None:
    traffic = house.client.http_requests
    before = traffic.answers.copy()
    assert before["1xx"] == 1  # the gateway
    assert before["2xx"] > 0
    path = rf"/channels/{house.channel}/messages"
    house.sandbox.faults.add(path, method="POST", status=429, headers={"Retry-After": "0.05"})
    house.sandbox.faults.add(path, method="POST", status=400)
    await house.say(ENGLISH)
    await house.settled(1)
    assert (traffic.answers["429"], traffic.answers["4xx"]) == (1, before["4xx"] + 1)
    assert traffic.held == 0.05
    assert traffic.seconds.count == traffic.answers.total()


async def test_a_broken_request_is_counted_as_unanswered(house: House) -> None:
    house.sandbox.faults.add(rf"/channels/{house.channel}/messages", method="POST", drop=True)
    await house.say(ENGLISH)
    await house.settled(1)
    assert house.client.http_requests.answers["none"] == 1


async def test_a_used_up_limit_is_counted(house: House) -> None:
    house.sandbox.faults.add(
        rf"/channels/{house.channel}/messages",
        method="POST",
        status=400,
        headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.02", "X-RateLimit-Limit": "5"},
    )
    await house.say(ENGLISH)
    await house.settled(1)
    assert (house.client.http_requests.exhausted, house.client.http_requests.held) == (1, 0.02)
