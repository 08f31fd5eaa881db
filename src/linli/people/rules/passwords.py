"""Passwords and second factors (GB/T 22239-2019 level 3, domain-spec §14.1)."""

from __future__ import annotations

from linli.kernel.errors import Refused
from linli.kernel.words import Text

SHORTEST = 10
LONG_ENOUGH_ALONE = 16
KINDS_NEEDED = 3
STEP_SECONDS = 30

COMMON = frozenset(
    ["1234567890", "qwertyuiop", "password123", "woaini1314", "a123456789", "qq123456789", "abc1234567", "1qaz2wsx3edc"]
)


class WeakPassword(Refused):
    """The password would be guessed."""

    code = "people.weak_password"
    status = 422
    says = Text("密码太弱：{why_zh}", "The password is too weak: {why_en}")


class WrongPassword(Refused):
    """The present password is another."""

    code = "people.wrong_password"
    says = Text("原密码不对。", "The present password is wrong.")


class WrongCode(Refused):
    """The one-time code is wrong, too old or was used before."""

    code = "people.wrong_code"
    says = Text("验证码不对或已用过，请用验证器里最新的一个。", "The code is wrong or used; take the newest one.")


class NoSecondFactor(Refused):
    """There is no second factor to confirm or remove."""

    code = "people.no_second_factor"
    says = Text("还没有设置动态验证码。", "No second factor has been set up.")


def check_password(password: str, *, login: str, phone: str = "", must_be_strong: bool = False) -> None:
    """Return quietly when `password` may be used: 10 characters, not the name or phone, not a common one.

    For staff (`must_be_strong`) three of four kinds of characters, or 16 characters.

    :raises WeakPassword: it may not; the text says why.
    """
    folded = password.casefold()
    if len(password) < SHORTEST:
        raise WeakPassword(why_zh=f"至少 {SHORTEST} 个字符。", why_en=f"at least {SHORTEST} characters.")
    if (login and login.casefold() in folded) or (phone and phone in password):
        raise WeakPassword(why_zh="不要包含登录名或手机号。", why_en="leave out the name and the phone.")
    if folded in COMMON or len(set(folded)) < 4 or password.isdigit():
        raise WeakPassword(why_zh="太容易猜到。", why_en="it is easy to guess.")
    if must_be_strong and len(password) < LONG_ENOUGH_ALONE and _kinds(password) < KINDS_NEEDED:
        raise WeakPassword(
            why_zh="工作账号请用大写、小写、数字、符号中的三种，或至少 16 个字符。",
            why_en="staff need three of capitals, small letters, figures and signs, or 16 characters.",
        )


def _kinds(password: str) -> int:
    tests = (
        any(c.isupper() for c in password),
        any(c.islower() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    )
    return sum(tests)
