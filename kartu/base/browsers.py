"""Which kind of browser on which kind of system: enough for people to know their own device again, and no more."""

from __future__ import annotations

from kartu.base.language import say

# What to look for in the order in which one browser calls itself like another.
BROWSERS = (
    ("Edg", "edge", "Edge"),
    ("OPR", "opera", "Opera"),
    ("SamsungBrowser", "samsung", "Samsung Internet"),
    ("UCBrowser", "uc", "UC Browser"),
    ("Firefox", "firefox", "Firefox"),
    ("FxiOS", "firefox", "Firefox"),
    ("CriOS", "chrome", "Chrome"),
    ("Chrome", "chrome", "Chrome"),
    ("Safari", "safari", "Safari"),
)
SYSTEMS = (
    ("Android", "android", "Android"),
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Windows", "windows", "Windows"),
    ("Mac OS", "mac", "Mac"),
    ("CrOS", "chromeos", "ChromeOS"),
    ("Linux", "linux", "Linux"),
)


def kinds_of(user_agent: str) -> tuple[str, str]:
    """Codes of the browser and its system; "" for what is not known."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def browser_words(browser: str, system: str, language: str) -> str:
    """ "Chrome di Android"; of what is not known, that."""
    names = {code: name for _, code, name in (*BROWSERS, *SYSTEMS)}
    unknown = say(language, id="Peramban lain", en="Another browser")
    name = names.get(browser, unknown)
    if system not in names:
        return name
    return say(language, id=f"{name} di {names[system]}", en=f"{name} on {names[system]}")


def _first(marks: tuple[tuple[str, str, str], ...], text: str) -> str:
    return next((code for mark, code, _ in marks if mark in text), "")
