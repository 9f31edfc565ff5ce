"""Reading the YAML files of `codebooks/`: their fields, checked, with errors that name the file and the field."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


class CodebookError(ValueError):
    """A codebook or question catalogue that cannot be used; one line naming the file, the code and the field."""


def codebooks_folder() -> Path:
    """The folder of the codebooks that come with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "codebooks"
    return inside if inside.is_dir() else package.parent / "codebooks"


def read_yaml_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `CodebookError` when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror})") from None


def mapping_from_yaml(content: bytes, path: Path) -> dict[str, Any]:
    """The top-level mapping of a YAML file. Raises `CodebookError` for anything else and for a key given twice."""
    import yaml

    class UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """YAML itself lets a second `patterns:` silently replace the first."""

    def unique_mapping(loader: Any, node: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            if key in found:
                raise CodebookError(f"{path}, line {key_node.start_mark.line + 1}: field '{key}' is given twice")
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, unique_mapping)
    try:
        data = yaml.load(content.decode("utf-8-sig"), Loader=UniqueKeys)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise CodebookError(
            f"{path}{line}: not valid YAML; text that begins with ! * - & @ or holds ': ' needs quotation marks"
        ) from None
    except UnicodeDecodeError:
        raise CodebookError(f"{path}: not UTF-8; save it as UTF-8") from None
    if not isinstance(data, dict):
        raise CodebookError(f"{path}: should be a mapping of fields, as in codebooks/rus.yaml")
    return data


def entries_of(value: object, where: str) -> list[Mapping[str, Any]]:
    """A field as a list of mappings, empty when it is missing; `where` opens the message of the `CodebookError`."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise CodebookError(f"{where}: should be a list of entries that begin with '- id:'")
    return value


def text_of(value: object, where: str) -> str:
    """A field as text with single spaces, empty when it is missing. Raises `CodebookError` for another type."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CodebookError(f"{where}: should be text, not {type(value).__name__}; put it in quotation marks")
    return " ".join(value.split())


def texts_of(value: object, where: str) -> tuple[str, ...]:
    """A field as a tuple of texts, none of them empty. Raises `CodebookError` for another type or an empty item."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CodebookError(f"{where}: should be a list, one item a line after '- '")
    found = tuple(text_of(item, f"{where}, item {place}") for place, item in enumerate(value, start=1))
    if not all(found):
        raise CodebookError(f"{where}: item {found.index('') + 1} is empty")
    return found


def nearest_name(wrong: str, right: Iterable[object]) -> str:
    """`; did you mean 'x'?` with the nearest of the right names, or nothing when none is near."""
    near = difflib.get_close_matches(wrong, [str(word) for word in right], n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
