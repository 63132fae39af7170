from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.retry_after import retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        ("0", 0),
        ("", 0),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("9" * 400, 999_999_999),
    ],
)
def test_seconds_are_read(value: str, seconds: float) -> None:
    assert retry_after({"Retry-After": value}) == seconds


def test_a_date_is_the_end_of_the_wait() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 0 < retry_after({"Retry-After": later}) <= 3600


def test_without_the_header_there_is_no_wait() -> None:
    assert retry_after({}) == 0
