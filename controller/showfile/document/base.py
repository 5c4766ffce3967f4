"""What all blocks of a show file share: unknown keys are refused, defaults are written as artists write them."""

from typing import Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, ValidationInfo, model_validator


def preset(written: str | float | list[str], description: str, *, alias: str | None = None) -> Any:
    """Make a field whose default is written as an artist would write it; pydantic reads it like any other value.

    ``Any``: the default's type is the written one, the field's type the one that is read.
    """
    return Field(default=written, validate_default=True, description=description, alias=alias)


def _nothing_is_empty(value: object) -> object:
    """Let a section without entries stand: ``looks:`` alone is no mistake."""
    return {} if value is None else value


def form_of(value: object) -> str | None:
    """Tell the form in which a value is written: a block of keys, a list, or one word or number."""
    if isinstance(value, bool) or value is None:
        return None
    return {dict: "<keys>", list: "<list>", str: "<word>", int: "<word>", float: "<word>"}.get(type(value))


def one_of(form: str) -> Discriminator:
    """Choose by ``form_of``; the words tell what may stand here when nothing fits."""
    return Discriminator(form_of, custom_error_type="form", custom_error_message=form)


SECTION: Final = BeforeValidator(_nothing_is_empty)


class Block(BaseModel):
    """A block of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _remember(cls, value: object, info: ValidationInfo) -> object:
        """Note which block a mapping was read as, so that a wrong key can be answered with the right one."""
        if isinstance(value, dict) and isinstance(info.context, dict):
            info.context[id(value)] = cls
        return value
