import pytest
from sqlalchemy import make_url

from bot.errors import StorageError
from bot.storage.failures import as_storage_errors, name_of


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite+aiosqlite:///data/qiao.db", "data/qiao.db"),
        ("sqlite+aiosqlite:////data/qiao.db", "/data/qiao.db"),
        ("sqlite+aiosqlite://", ":memory:"),
        ("postgresql+asyncpg://me:s3cret@host:5432/qiao", "postgresql+asyncpg://me@host:5432/qiao"),
        ("postgresql+asyncpg://me@host/qiao?password=s3cret", "postgresql+asyncpg://me@host/qiao"),
    ],
)
def test_a_name_contains_no_password(url: str, name: str) -> None:
    assert name_of(make_url(url)) == name


class PostgresError(OSError):
    """Like asyncpg's, with the server's code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("secret detail")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", "has no space left"),
        ("28P01", "rejected the user name or password"),
        ("25006", "is read-only"),
        ("XX000", "SQLSTATE XX000"),
    ],
)
def test_server_codes_are_explained(state: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as caught, as_storage_errors("db"):
        raise PostgresError(state)
    assert "secret" not in str(caught.value)
    assert caught.value.remedy


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), as_storage_errors("db"):
        raise KeyError
