"""Builders of bundles: a good policy and a good bundle file, of which tests change one thing."""

from pathlib import Path
from textwrap import dedent

MANIFEST = """\
name: team
version: 1.0.0
description: What the team agreed on
license: Apache-2.0
engine: "*"
"""

POLICY = """\
id: named
title: Every operation has an operationId
since: 1.0.0
stage: stable
severity: warning
confidence: high
tags: [design]
kinds: {openapi: "*"}
why: Generated clients name their methods after it, and without one they invent names that change with the path.
target: operation
params:
  methods: {type: list(string), default: [get, post], description: Methods that are looked at.}
when: operation.method in params.methods
must: operation.operation_id != null
message: "{{ operation.label }} has no operationId"
remediation: Give the operation an operationId that says what it does.
references: {links: [https://spec.openapis.org/oas/v3.1.0]}
examples:
  refused:
    - title: None is written
      document: |
        openapi: 3.1.0
        paths:
          /a:
            get: {}  # finds: named
  accepted:
    - title: One is written
      document: |
        openapi: 3.1.0
        paths: {/a: {get: {operationId: readA}}}
  not_concerned:
    - title: Another method
      document: |
        openapi: 3.1.0
        paths: {/a: {put: {}}}
"""


def write_bundle(folder: Path, manifest: str = MANIFEST, **files: str) -> Path:
    """Write a bundle named `team`; files are named by their stem, `__` standing for a dot."""
    root = folder / "team"
    root.mkdir(parents=True, exist_ok=True)
    (root / "bundle.yaml").write_text(dedent(manifest), encoding="utf-8")
    for name, text in (files or {"named": POLICY}).items():
        path = root / f"{name.replace('__', '.').replace('_', '-')}.yaml"
        path.write_text(dedent(text), encoding="utf-8")
    return root


def changed(old: str, new: str, text: str = POLICY) -> str:
    """Change one thing of a good text; it must be there."""
    assert old in text
    return text.replace(old, new, 1)
