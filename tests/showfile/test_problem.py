"""How problems are drawn."""

from controller.showfile.problem import Problem, nearest, render_all


def test_a_problem_is_a_sentence_a_line_and_a_caret() -> None:
    problem = Problem("f.show.yaml", 2, 4, "unknown key 'faed'", suggestion="fade", width=4)
    assert problem.render("a: 1\n   faed: 5s\n") == (
        "f.show.yaml:2:4: unknown key 'faed' - did you mean 'fade'?\n    2 |    faed: 5s\n      |    ^^^^"
    )


def test_a_warning_says_so() -> None:
    assert str(Problem("f", 1, 1, "no cues", severity="warning")) == "f:1:1: warning: no cues"


def test_the_caret_stands_right_after_tabs_and_wide_signs() -> None:
    drawn = Problem("f", 1, 5, "x", width=1).render("\t日本:?")
    assert drawn.split("\n")[2] == "      | \t     ^"


def test_control_signs_never_reach_the_terminal() -> None:
    assert "\x1b" not in Problem("f", 1, 2, "x").render("a\x1b[31m")


def test_a_long_line_is_cut_around_the_place() -> None:
    drawn = Problem("f", 1, 1001, "x", width=3).render("a" * 1000 + "bcd" + "e" * 1000)
    _, source, caret = drawn.split("\n")
    assert len(source) < 140
    assert source[caret.index("^") :].startswith("bcd")


def test_a_place_after_the_end_is_drawn_too() -> None:
    assert Problem("f", 9, 7, "x").render("a").endswith("^")


def test_several_problems_stand_apart() -> None:
    problems = [Problem("f", 1, 1, "one"), Problem("f", 1, 2, "two")]
    assert render_all(problems, "ab").count("\n\n") == 1


def test_the_nearest_name_is_found_but_not_a_far_one() -> None:
    assert nearest("Mosiac", ["stage", "mosaic"]) == "mosaic"
    assert nearest("banana", ["stage", "mosaic"]) is None


def test_words_of_other_programs_are_known() -> None:
    assert nearest("intensity", ["color", "level"]) == "level"
    assert nearest("intensity", ["intensities", "color"]) == "intensities"
