from bot.text.language import Language
from bot.translation.known.daily import daily_terms
from bot.translation.known.slang import slang_terms


def test_a_term_is_listed_once_per_language() -> None:
    found = [(term.source.lower(), term.language) for term in daily_terms()]
    assert len(found) == len(set(found)) > 150


def test_everyday_things_are_known() -> None:
    chinese = {term.source: term.target for term in daily_terms() if term.language is Language.CHINESE}
    english = {term.source: term.target for term in daily_terms() if term.language is Language.ENGLISH}
    assert chinese["微信号"] == "WeChat ID"
    assert chinese["高铁"] == "high-speed rail"
    assert english["Alipay"] == "支付宝"
    assert "takeout" not in english


def test_daily_terms_are_protected_with_the_slang() -> None:
    assert slang_terms().occurs_in("我的微信号是这个", Language.CHINESE)
    assert slang_terms().occurs_in("do they take alipay", Language.ENGLISH)
    assert not slang_terms().occurs_in("今天猫没回来", Language.CHINESE)
