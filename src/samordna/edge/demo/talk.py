"""What people of the demo country say and do around a proposal: comments, a file, a text written over again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samordna.agree.preparation import lookup
from samordna.agree.preparation.models import Case, Comment
from samordna.agree.preparation.writing import attachments, comments, texts
from samordna.ground.parties.actor import Actor

Facts = Mapping[str, Any]


def comment(case: Case, facts: Facts, *, by: Actor, at: datetime) -> None:
    """Something said about a section or one of its questions."""
    place = {"section": facts["section"], "question": facts.get("question", "")}
    comments.write_comment(by=by, at=at, case=case, text=facts["text"], **place)


def answer(case: Case, facts: Facts, *, by: Actor, at: datetime) -> None:
    """An answer to the newest comment of the section, which settles it when the story says so."""
    asked = Comment.objects.filter(case=case, section=facts["section"], thread=None).latest("pk")
    comments.write_comment(by=by, at=at, case=case, section=facts["section"], text=facts["text"], answers=asked.pk)
    if facts.get("settled"):
        comments.settle_comment(by=by, at=at, case=case, comment=asked.pk)


def rewrite(case: Case, facts: Facts, *, by: Actor, at: datetime) -> None:
    """Another version of a text."""
    newest = lookup.texts(case).get(facts["question"])
    based_on = newest.version if newest else 0
    texts.save_text(by=by, at=at, case=case, question=facts["question"], text=facts["text"], based_on=based_on)


def attach(case: Case, facts: Facts, *, by: Actor, at: datetime) -> None:
    """A file with the text that the story tells."""
    attachments.attach(by=by, at=at, case=case, name=facts["name"], content=facts["text"].encode())


ACTS = {"comment": comment, "answer": answer, "rewrite": rewrite, "attach": attach}
