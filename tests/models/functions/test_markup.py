"""What a browser would run in a description."""

import pytest

from celadon.models.functions.markup import active_content
from celadon.models.openapi.samples.texts import Text
from tests.models.building import api, model_of


def found(description: str, *allowed: str) -> str:
    model = model_of(api())
    return active_content(Text(model.document_view.place, (), description, "prose", "description"), allowed)


@pytest.mark.parametrize(
    ("description", "active"),
    [
        ("Hello <SCRIPT src=x></SCRIPT>", "<SCRIPT>"),
        ("<iframe/>", "<iframe>"),
        ('an image <img src="x" onError="alert(1)">', "onError"),
        ("<b onclick=x>", "onclick"),
        ("[click](javascript:alert(1))", "javascript:"),
        ("![x]( <vbscript:x>)", "vbscript:"),
        ("[x]: JavaScript:alert(1)", "JavaScript:"),
        ("<a href='data:text/html;base64,x'>", "data:text/html"),
        ("```\ncode\n```\n<script>", "<script>"),
        ("a ` lone backtick and <script>", "<script>"),
        ("`a` <embed > `b`", "<embed>"),
        ("    <script> after a text\n\n<object data=x>", "<object>"),
        ("text\n    <script> goes on with a paragraph", "<script>"),
    ],
)
def test_active_content_is_found_as_it_is_written(description: str, active: str) -> None:
    assert found(description) == active


@pytest.mark.parametrize(
    "description",
    [
        "",
        "`eval(` is no attack, and a List<Object> no tag",
        "<br><b>bold</b><table class=on><tr></table>",
        "```html\n<script>\n```",
        "~~~~\n<script>\n```\n<iframe>\n~~~~",
        "Example:\n\n    <script>\n    <iframe>\n\ntext",
        "`<script>` and ``a ` <script>``",
        "<objectId> and <scripted>",
        "[x](https://example.com/javascript:)",
        "a < b onclick = c",
    ],
)
def test_code_and_words_are_not_active(description: str) -> None:
    assert found(description) == ""


def test_allowed_elements_pass_and_their_handlers_do_not() -> None:
    assert found("<iframe src=x></iframe>", "IFRAME") == ""
    assert found("<iframe src=x onload=y></iframe>", "iframe") == "onload"
