"""What a JSON document consists of."""

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
