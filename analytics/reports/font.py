"""A Chinese font for a page: the glyphs it uses and no others, out of the bundled Noto Sans CJK.

A reader's machine may have no Chinese font; the page then falls back on the one it carries.
"""

import base64
import io
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FAMILY = "Noto Sans CJK SC"
FIRST = 0x2000  # Latin below has a font on every machine


def font_face(text: str) -> str:
    """An `@font-face` rule, family "Report CJK", holding what `text` needs; "" when it needs none."""
    needed = {ord(character) for character in text if ord(character) >= FIRST}
    if not any(code >= 0x2E80 for code in needed):
        return ""
    return _face(tuple(sorted(needed)))


@lru_cache(4)
def _face(needed: tuple[int, ...]) -> str:
    from fontTools import subset

    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = []
    options.drop_tables += ["GSUB", "GPOS", "BASE", "vhea", "vmtx", "VORG"]
    font = _open()
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=needed)
    subsetter.subset(font)
    # Times in the header would make two equal pages differ.
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    font.flavor = "woff"
    packed = io.BytesIO()
    font.save(packed)
    encoded = base64.b64encode(packed.getvalue()).decode()
    return (
        '@font-face { font-family: "Report CJK"; font-display: swap; '
        f'src: url("data:font/woff;base64,{encoded}") format("woff"); }}\n'
    )


def _open() -> Any:
    from fontTools.ttLib import TTFont

    path, number = _place()
    return TTFont(path, fontNumber=number, lazy=True)


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
