"""Pictures: every bar is as long as its number, within the canvas, and says it in words."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.web.pages.chart import HEIGHT, WIDTH, by_group, by_row

NUMBERS = st.integers(min_value=0, max_value=100_000)


def test_bars_stand_on_one_line_as_high_as_their_numbers() -> None:
    chart = by_group(["Oct", "Nov"], [("opened", [4, 2]), ("helped", [0, 1])])
    assert [bar.says for bar in chart.bars] == ["Oct: 4 opened", "Oct: 0 helped", "Nov: 2 opened", "Nov: 1 helped"]
    four, none, two, one = (bar.height for bar in chart.bars)
    assert (four / one, two / one, none) == (4, 2, 0)
    assert len({round(bar.y + bar.height, 1) for bar in chart.bars}) == 1
    assert [line.text for line in chart.lines] == ["0", "1", "2", "3", "4"]
    assert [name.text for name in chart.names] == ["Oct", "Nov"]


def test_rows_are_as_long_as_their_numbers() -> None:
    chart = by_row([("Asked", 10), ("Introduced", 5), ("Ended", 0)])
    ten, five, none = (bar.width for bar in chart.bars)
    assert (ten / five, none) == (2, 0)
    assert [end.text for end in chart.lines] == ["10", "5", "0"]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=24))
def test_nothing_leaves_the_canvas(rows: list[tuple[int, int, int]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    chart = by_group([str(n) for n in range(len(rows))], [(str(n), values) for n, values in enumerate(columns)])
    lying = by_row([(str(n), row[0]) for n, row in enumerate(rows)])
    for each, height in ((chart, HEIGHT), (lying, lying.height)):
        for bar in each.bars:
            assert bar.width >= 0
            assert bar.height >= 0
            assert bar.x >= -0.1
            assert bar.x + bar.width <= WIDTH + 0.1
            assert bar.y >= -0.1
            assert bar.y + bar.height <= height + 0.1
