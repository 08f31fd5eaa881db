"""Which browser and machine a User-Agent line speaks of, in words that people use. A hint for its owner, no proof.

Source: domain-spec §14.
"""

from __future__ import annotations

from linli.people.words import Browser, System

_BROWSERS: tuple[tuple[str, Browser], ...] = (
    ("MicroMessenger/", Browser.WECHAT),
    ("DingTalk/", Browser.DINGTALK),
    ("Edg/", Browser.EDGE),
    ("EdgA/", Browser.EDGE),
    ("EdgiOS/", Browser.EDGE),
    ("MQQBrowser/", Browser.QQ),
    ("QQBrowser/", Browser.QQ),
    ("UCBrowser/", Browser.UC),
    ("UCWEB/", Browser.UC),
    ("HuaweiBrowser/", Browser.HUAWEI),
    ("MiuiBrowser/", Browser.MIUI),
    ("SamsungBrowser/", Browser.SAMSUNG),
    ("Firefox/", Browser.FIREFOX),
    ("FxiOS/", Browser.FIREFOX),
    ("CriOS/", Browser.CHROME),
    ("Chrome/", Browser.CHROME),
    ("Safari/", Browser.SAFARI),
)
"""In this order: nearly every browser also says Chrome and Safari."""

_SYSTEMS: tuple[tuple[str, System], ...] = (
    ("OpenHarmony", System.HARMONY),
    ("HarmonyOS", System.HARMONY),
    ("iPhone", System.IPHONE),
    ("iPad", System.IPAD),
    ("Android", System.ANDROID),
    ("Windows", System.WINDOWS),
    ("Macintosh", System.MAC),
    ("Linux", System.LINUX),
)
"""In this order: Android also says Linux, and an iPhone that it is like a Mac."""


def browser_of(agent: str) -> Browser:
    """Return the browser of a User-Agent line."""
    return next((browser for mark, browser in _BROWSERS if mark in agent), Browser.OTHER)


def system_of(agent: str) -> System:
    """Return the kind of machine of a User-Agent line."""
    return next((system for mark, system in _SYSTEMS if mark in agent), System.OTHER)
