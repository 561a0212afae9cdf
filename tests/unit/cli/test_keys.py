"""Lost or exchanged keys stop a start before anything is written."""

from pathlib import Path

import pytest
from tests.factories.ground import AT

from samordna.config import secrets
from samordna.edge.cli import keys
from samordna.ground.privacy.models import RegisterMark

pytestmark = pytest.mark.django_db


def test_a_new_register_remembers_its_keys_and_opens_with_them_again(tmp_path: Path) -> None:
    secrets.make(tmp_path)
    keys.check(tmp_path, just_made=True, at=AT)
    keys.check(tmp_path, just_made=False, at=AT)
    mark = RegisterMark.objects.get(name=keys.MARK)
    assert secrets.load(tmp_path).index.hex() not in mark.value


@pytest.mark.parametrize("just_made", [True, False])
def test_other_keys_are_refused_and_keys_made_by_mistake_are_taken_away(tmp_path: Path, just_made: bool) -> None:
    secrets.make(tmp_path)
    keys.check(tmp_path, just_made=True, at=AT)
    secrets.path(tmp_path).unlink()
    secrets.make(tmp_path)
    with pytest.raises(keys.WrongKeys, match="backup"):
        keys.check(tmp_path, just_made=just_made, at=AT)
    assert secrets.path(tmp_path).exists() is not just_made
