"""Front-end assets: complete, with their licences, and fit for the content policy."""

from __future__ import annotations

import pytest

from samordna.edge.launcher import assets
from samordna.edge.launcher.progress import SetupFailed


def test_the_pages_find_what_they_expect(tmp_path):
    assets.copy_to(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"fkui.min.css", "theme-light.css", "icons.svg", "Inter-Regular.woff2", "Inter-OFL.txt"} <= names
    assert sum(name.startswith("LICENSE-fkui-") for name in names) == 4
    icons = (tmp_path / "icons.svg").read_text(encoding="utf-8")
    assert [
        name
        for name in ("file", "error", "info", "warning", "arrow-down", "success")
        if f'id="f-icon-{name}"' not in icons
    ] == []
    assert "<style" not in icons
    assert "style=" not in icons
    assert "Commercial License" not in icons


def test_a_package_that_lacks_a_file_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(assets.COPIES, "new.css", tmp_path / "not-there.css")
    with pytest.raises(SetupFailed, match=r"not-there\.css"):
        assets.copy_to(tmp_path / "out")
