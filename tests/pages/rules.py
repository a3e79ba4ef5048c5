"""What every page must be, checked on each answer in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import Resolver404, resolve

# Words the other language does not have. What people typed stands in elements with translate="no".
MARKERS = {
    "id": re.compile(r"\b(the|your|you|with|please|this|from|have|has|been|was|were|and)\b"),
    "en": re.compile(r"\b(yang|dan|untuk|dengan|tidak|adalah|atau|sudah|Anda|anda)\b"),
}
LEFTOVERS = re.compile(r"\{\{|\{%|%\}|\}\}|\bNone\b|&amp;amp;|\bundefined\b")
TYPED = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button")
CORRECT = ("Perlu diperbaiki: ", "Please correct: ")


class Answer(Protocol):
    """As much of a response as the rules read."""

    @property
    def status_code(self) -> int: ...
    @property
    def content(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


class PageFault(AssertionError):
    """A page that breaks a rule."""


def look_over(answer: Answer, name: str) -> None:
    """Raise PageFault, naming every rule the page breaks. Not strict HTML is a fault of its own."""
    try:
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.content.decode())
    except html5lib.html5parser.ParseError as error:
        raise PageFault(f"{name}: not HTML: {error}") from error
    rules = (_heading, _fields, _forms, _inline, _ids, _links, _loads, _words)
    faults = [fault for rule in rules for fault in rule(page)]
    language = answer.headers.get("Content-Language")
    if page.get("lang") != language:
        faults.append(f'lang="{page.get("lang")}" but Content-Language {language}')
    if answer.status_code == 500:
        faults.append("status 500")
    if faults:
        raise PageFault(f"{name} ({answer.status_code}):\n  " + "\n  ".join(faults))


def text_of(element: Element | None) -> str:
    """The words in an element, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _heading(page: Element) -> Iterator[str]:
    headings = page.findall(".//h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
        return
    heading, title = text_of(headings[0]).rstrip("."), text_of(page.find(".//title"))
    if page.find(".//*[@class='errs']") is not None:
        if not title.startswith(CORRECT):
            yield f"title {title!r} does not say that something is to be corrected"
        title = title.removeprefix(CORRECT[0]).removeprefix(CORRECT[1])
    if not heading or not title.startswith(heading):
        yield f"title {title!r} does not begin with the h1 {heading!r}"
    level = 0
    for element in page.iter():
        if element.tag in ("h1", "h2", "h3", "h4") and "errs" not in _classes_above(page, element):
            if int(element.tag[1]) > level + 1 and level:
                yield f"heading {text_of(element)!r} skips a level"
            level = int(element.tag[1])


def _fields(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.iter("label") if text_of(label)}
    wrapped = {field for label in page.iter("label") if text_of(label) for field in label.iter() if field.tag in TYPED}
    for field in page.iter():
        if field.tag not in TYPED or field.get("type") in UNLABELLED:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not (named or field.get("id") in labelled or field in wrapped):
            yield f"no label for {field.tag} {field.get('name')!r}"


def _forms(page: Element) -> Iterator[str]:
    for form in page.iter("form"):
        names = [field.get("name") for field in form.iter("input")]
        if (form.get("method") or "get").lower() == "post" and "csrfmiddlewaretoken" not in names:
            yield "a form that posts without its token"
        if form.get("action"):
            yield from _leads_somewhere(form.get("action", ""))
    for button in [*page.iter("button"), *page.iter("a")]:
        if not (text_of(button) or button.get("aria-label") or button.find(".//*[@aria-label]") is not None):
            yield f"a {button.tag} without words"


def _inline(page: Element) -> Iterator[str]:
    for element in page.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>"
        for name in element.keys():  # noqa: SIM118  an Element is no dict
            if name == "style" or name.startswith("on"):
                yield f"inline {name} on <{element.tag}>"


def _ids(page: Element) -> Iterator[str]:
    ids = [element.get("id", "") for element in page.iter() if element.get("id")]
    for each in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"id {each!r} twice"
    for element in page.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for wanted in (element.get(name) or "").split():
                if wanted not in ids:
                    yield f'{name}="{wanted}" leads nowhere'


def _links(page: Element) -> Iterator[str]:
    ids = {element.get("id") for element in page.iter()}
    for link in page.iter("a"):
        address = link.get("href") or ""
        if address.startswith("#"):
            if unquote(address[1:]) not in ids:
                yield f"{address} leads nowhere on the page"
        elif address.startswith("/"):
            yield from _leads_somewhere(address)
        elif not address.startswith(("?", "tel:", "mailto:", "otpauth://", "https://", "http://localhost")):
            yield f"a link to {address!r}"


def _leads_somewhere(address: str) -> Iterator[str]:
    path = urlsplit(address).path
    if not path:
        return
    try:
        resolve(path)
    except Resolver404:
        yield f"{path} leads nowhere"


def _loads(page: Element) -> Iterator[str]:
    for element in page.iter():
        source = element.get("src") or (element.get("href") if element.tag == "link" else None)
        if source and not source.startswith("/"):
            yield f"loads {source} from elsewhere"
        if source and source.startswith("/static/") and not staticfiles_storage.exists(source.removeprefix("/static/")):
            yield f"{source} is no static file"
        if element.tag == "img" and element.get("alt") is None:
            yield f"an image without alt: {source}"


def _words(page: Element) -> Iterator[str]:
    language = page.get("lang", "")
    for words in _own_words(page, language):
        found = MARKERS[language].search(words) or LEFTOVERS.search(words)
        if found:
            yield f"{found.group()!r} on a page in {language!r}: {words[:90]!r}"


def _own_words(element: Element, language: str) -> Iterator[str]:
    """The words written in the page's language: in text and in the attributes people meet."""
    foreign = element.get("lang", language) != language or element.get("translate") == "no"
    if element.tag == "script":
        return
    if not foreign:
        own = [element.text, *(element.get(name) for name in ("aria-label", "alt", "title", "placeholder", "content"))]
        yield from (" ".join(words.split()) for words in own if words)
        for child in element:
            yield from _own_words(child, language)
            yield " ".join((child.tail or "").split())


def _classes_above(page: Element, element: Element) -> str:
    return " ".join(
        above.get("class") or "" for above in page.iter() if any(below is element for below in above.iter())
    )
