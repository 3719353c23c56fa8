"""Policy pages: Markdown in, safe HTML out."""

from __future__ import annotations

from pathlib import Path

from channels.demo_shop.policies import PolicyHeading, load_policies


def test_load_policies_renders_sections_with_anchors(tmp_path: Path) -> None:
    text = "---\ntitle: Returns\nslug: returns\n---\nIntro.\n\n## How long you have\n\nThirty days."
    (tmp_path / "r.md").write_text(text)
    (page,) = load_policies(tmp_path)
    assert (page.slug, page.title) == ("returns", "Returns")
    assert page.headings == (PolicyHeading("How long you have", "how-long-you-have"),)
    assert '<h2 id="how-long-you-have">How long you have</h2>' in page.body


def test_load_policies_lets_no_html_and_no_script_link_through(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("<script>alert(1)</script>\n\n[click](javascript:alert(1)) <b onclick=x>y</b>")
    (page,) = load_policies(tmp_path)
    assert page.slug == "x"
    assert "<script" not in page.body
    assert "<b" not in page.body
    assert "href" not in page.body
