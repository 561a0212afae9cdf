"""What every page test does: sign somebody in, find the page of a case, and read a page as words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.factories import agree, deliver
    from tests.factories.cases import Story


def as_(cast: agree.Cast | deliver.Cast, who: str = "") -> Client:
    """The browser of somebody of the cast, signed in; of nobody when ``who`` is empty."""
    client = Client()
    if who:
        client.force_login(cast.people[who])
    return client


def url(page: str, story: Story, *more: object) -> str:
    """The address of a page of the story's case."""
    return reverse(f"cases:{page}", args=[story.case.key, *more])


def text(response: HttpResponse) -> str:
    """The page as it was sent."""
    return response.content.decode()


def plain(response: HttpResponse) -> str:
    """The page with ordinary spaces instead of those that do not break."""
    return text(response).replace("\N{NO-BREAK SPACE}", " ")


def words(response: HttpResponse) -> str:
    """The page's text without tags, with ordinary spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
