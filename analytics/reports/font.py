"""A Chinese font for a page: the glyphs it uses and no others, out of the bundled Noto Sans CJK.

A reader's machine may have no Chinese font; the page then falls back on the one it carries.
"""

import base64
import io
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

FAMILY = "Noto Sans CJK SC"
DROPPED = ("GSUB", "GPOS", "BASE", "vhea", "vmtx", "VORG")  # tables of layout and vertical writing
FIRST = 0x2000  # Latin below has a font on every machine


def font_face(text: str) -> str:
    """An `@font-face` rule, family "Report CJK", holding what `text` needs; "" when it needs none."""
    needed = {ord(character) for character in text if ord(character) >= FIRST}
    if not any(code >= 0x2E80 for code in needed):
        return ""
    return _face(tuple(sorted(needed)))


@lru_cache(4)
def _face(needed: tuple[int, ...]) -> str:
    encoded = base64.b64encode(_packed(_subset(needed))).decode()
    return (
        '@font-face { font-family: "Report CJK"; font-display: swap; '
        f'src: url("data:font/woff;base64,{encoded}") format("woff"); }}\n'
    )


def _subset(needed: Iterable[int]) -> bytes:
    """An OpenType font of these characters' glyphs alone, without hints, layout and names."""
    import uharfbuzz

    path, number = _place()
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(needed)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    wanted.name_id_set.clear()
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in DROPPED)
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number)
    return uharfbuzz.subset(face, wanted).blob.data


def _packed(font: bytes) -> bytes:
    """The font as WOFF, its tables compressed."""
    from fontTools.ttLib import TTFont

    packed = io.BytesIO()
    with TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False) as opened:
        opened.flavor = "woff"
        opened.save(packed)
    return packed.getvalue()


@cache
def _place() -> tuple[Path, int]:
    """The file of the bundled font collection and the number of the simplified face in it."""
    import noto_cjk_sans_otc
    from fontTools.ttLib import TTCollection

    path = next(Path(noto_cjk_sans_otc.__file__).parent.glob("*.ttc"))
    with TTCollection(path, lazy=True) as faces:
        for number, face in enumerate(faces):
            if face["name"].getDebugName(4) == FAMILY:
                return path, number
    raise FileNotFoundError(f"{path} holds no face named {FAMILY}")
