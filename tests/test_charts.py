"""Charts show themselves as safe, self-contained, repeatable SVG with alternative text."""

import re
import warnings

import pandas as pd
import pytest
from matplotlib.figure import Figure

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
from analytics.charts.compact import compact
from analytics.charts.lines import draw_means

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


def test_a_phone_gets_a_narrow_chart_with_type_of_the_same_size():
    for chart in draw_all("星河芯片的订单"):
        sizes = [re.search(r'viewBox="0 0 ([\d.]+)', svg)[1] for svg in (chart.svg, chart.narrow)]
        assert sizes == ["518.4", "270"]
        scales = [
            set(re.findall(r"scale\(0\.[\d]+ -0\.[\d]+\)", s)) for s in (chart.svg, chart.narrow)
        ]
        assert scales[0] == scales[1]


def test_no_span_of_time_makes_a_chart_warn():
    with warnings.catch_warnings(action="error"):
        for n, step in [(1, "D"), (2, "D"), (4, "D"), (64, "D"), (30, "W-MON"), (20, "MS")]:
            days = pd.Series(pd.date_range("2024-03-04", periods=n, freq=step))
            counts = pd.DataFrame({"period": days, "n": range(n)})
            plot_timeline(counts, title="日", alt="日", unit="条")


def test_a_compact_drawing_keeps_glyphs_whole():
    svg = (
        '<?xml version="1.0"?>\n<svg><metadata>x</metadata>\n<!-- 机密 -->\n<g id="a_1"/>\n<g id="b">\n'
        '<path id="NotoSansCJKsc-Regular-1f" d="M 12 3 \nL 4.12345 5 \nz\n" transform="scale(0.015625)"/>'
        '<use xlink:href="#NotoSansCJKsc-Regular-1f" transform="translate(55.5 0)"/></g></svg>'
    )
    assert compact(svg) == (
        '<svg><g><path id="g1f" d="M12 3L4.12 5z" transform="scale(0.015625)"/>'
        '<use href="#g1f" x="55.5"/></g></svg>'
    )


def test_no_line_is_drawn_through_a_period_without_news():
    axes = Figure().subplots()
    means = SERIES[SERIES["theme"] == ""].drop(index=1)
    draw_means(axes, means, DAYS, "#3a6ea5")
    assert [value == value for value in axes.lines[0].get_ydata()] == [True, False, True]
