"""Colours that colour-blind readers tell apart, and that stand out from either page."""

from itertools import combinations

import numpy as np
import pytest

from analytics.charts.style import ACCENT, THEME_PALETTE, TONE_COLORS, whole_numbers

PAPERS = {"light": "#fdfdfc", "dark": "#14181d"}  # of reports/templates/style.css

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                        [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                        [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                        [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
# Ottosson's OKLab.
TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                   [0.2119034982, 0.6806995451, 0.1073969566],
                   [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                   [1.9779984951, -2.4285922050, 0.4505937099],
                   [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def linear(color):
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(color, other):
    dark, light = sorted(np.dot([0.2126, 0.7152, 0.0722], linear(c)) for c in (color, other))
    return (light + 0.05) / (dark + 0.05)


def difference(color, other, sight):
    a, b = (
        TO_LAB @ np.cbrt(TO_LMS @ np.clip(SIGHT[sight] @ linear(c), 0, 1)) for c in (color, other)
    )
    return 100 * np.linalg.norm(a - b)


@pytest.mark.parametrize("sight", SIGHT)
def test_themes_are_told_apart(sight):
    for color, other in combinations(THEME_PALETTE, 2):
        assert difference(color, other, sight) > 7
    for color, other in combinations(THEME_PALETTE[:4], 2):
        assert difference(color, other, sight) > 11


@pytest.mark.parametrize("sight", SIGHT)
def test_tones_are_told_apart(sight):
    for color, other in combinations(TONE_COLORS.values(), 2):
        assert difference(color, other, sight) > 11


@pytest.mark.parametrize("paper", PAPERS)
def test_marks_stand_out_from_the_page(paper):
    for color in (*THEME_PALETTE, *TONE_COLORS.values(), ACCENT):
        assert contrast(color, PAPERS[paper]) >= 2.99


def test_counts_have_no_halves():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    axes.set_xlim(2, 20)
    whole_numbers(axes.xaxis)
    assert all(tick == int(tick) for tick in axes.get_xticks())
