"""What several requests hold, and how long it may be."""

from datetime import date
from typing import Annotated

from pydantic import Field

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
