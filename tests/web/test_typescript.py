"""The console's types come from the model: the committed file is fresh, and shapes it cannot carry are refused."""

from typing import Literal

import pytest

from controller.model.fault import FaultKind
from controller.model.snapshot import Snapshot
from controller.web import typescript


def test_the_committed_protocol_is_what_the_model_says() -> None:
    assert typescript.OUTPUT.read_text(encoding="utf-8") == typescript.render(), (
        "run python -m controller.web.typescript"
    )


def test_every_intent_is_declared_with_its_kind() -> None:
    text = typescript.render()
    assert 'readonly kind: "grand-master";' in text
    assert "export type Intent = Go | Back | " in text


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (float | None, "number | null"),
        (tuple[str, ...], "readonly string[]"),
        (tuple[float | None, ...], "readonly (number | null)[]"),
        (tuple[float, float, float], "readonly [number, number, number]"),
        (dict[str, tuple[int, ...]], "{ readonly [key: string]: readonly number[] }"),
        (Literal["off", "on"], '"off" | "on"'),
        (Snapshot, "Snapshot"),
        (FaultKind, "FaultKind"),
    ],
)
def test_a_model_type_has_one_typescript_form(hint: object, expected: str) -> None:
    assert typescript.type_text(hint) == expected


@pytest.mark.parametrize("hint", [bytes, object, set[int], dict[int, str], Literal[True]])
def test_a_type_that_json_cannot_carry_is_refused(hint: object) -> None:
    with pytest.raises(TypeError, match="TypeScript form"):
        typescript.type_text(hint)
