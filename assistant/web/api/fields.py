"""What requests hold, and how long it may be."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar, dataclass_transform

from pydantic import ConfigDict, Field

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def body(shape: type[T]) -> type[T]:
    """A dataclass for the body of a request. A field that it does not know is refused: it may be a slip."""
    made = dataclass(frozen=True, kw_only=True, slots=True)(shape)
    made.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]  # pydantic's own name for it
    return made


Id = Annotated[str, Field(max_length=100, description="The id of a record, as every list gives it.")]
Day = Annotated[date, Field(description="A day.", examples=["2027-01-15"])]
Line = Annotated[str, Field(max_length=300)]
Quote = Annotated[
    str, Field(max_length=1000, description="Words as they were said.", examples=["Yes please, do you know anybody?"])
]
Address = Annotated[
    str,
    Field(
        max_length=300,
        pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$",
        description="A mail address.",
        examples=["anna@okafor.example"],
    ),
]
