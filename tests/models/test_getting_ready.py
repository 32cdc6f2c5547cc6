"""What a large OpenAPI document needs is imported while another process reads it; what it does not need is not."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("text", "is_ready"),
    [
        ("openapi: 3.1.0\n", True),
        ("components:\n  schemas: {}\nopenapi: 3.0.0\n", True),
        ("# old\nswagger: '2.0'\n", True),
        ("_format_version: '3.0'\nservices:\n  openapi: 1\n", False),
        ("", False),
    ],
)
def test_a_text_that_looks_like_openapi_has_its_model_imported(text: str, is_ready: bool) -> None:
    code = (
        "import sys; from celadon.models.detecting import get_ready; from celadon.sources.parsing.text import Text;"
        f"get_ready(Text({text.encode()!r})); print('celadon.models.openapi.model' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(is_ready)
