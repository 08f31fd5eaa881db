"""The template tags: both languages, escaping, chips, charts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from linli.kernel.words import Text, Word
from linli.web import language, tones
from linli.web.charts import Bar, bars_of, columns_of, spark_points

NOW = datetime(2026, 11, 23, 6, 58, tzinfo=UTC)


class Colour(Word):
    RED = "red", "红", "red light"


def draw(source: str, lang: str = "zh-hans", **context: object) -> str:
    with translation.override(lang):
        return Template("{% load linli parts %}" + source).render(Context({"now": NOW, **context}))


def test_a_pair_is_said_in_the_language_of_the_page():
    assert draw('{% t "诉求" "appeal" %}') == "诉求"
    assert draw('{% t "诉求" "appeal" %}', "en") == "appeal"


def test_places_are_filled_spoken_and_escaped():
    assert (
        draw('{% t "{who} 办 {n} 件" "{n} for {who}" who=who n=3 %}', who=Text("甲&乙", "A&B")) == "甲&amp;乙 办 3 件"
    )
    assert draw('{% t "看 {at}" "see {at}" at=at|when:now %}', "en", at=NOW).startswith("see <time ")


def test_say_speaks_texts_words_and_leaves_the_rest():
    assert (
        draw("{{ a|say }}{{ b|say }}{{ c|say }}{{ d|say }}", a=Text("一", "1"), b=Colour.RED, c="<", d=None)
        == "一红&lt;"
    )
    assert draw("{{ a|say }}", "en", a=Colour.RED) == "red light"


def test_words_kept_by_forms_are_spoken_when_shown():
    kept = language.said("您的电话", "Your phone")
    with translation.override("en"):
        assert str(kept) == "Your phone"
    with translation.override("zh-hans"):
        assert str(kept) == "您的电话"


def test_a_pill_has_a_word_and_a_shape():
    drawn = draw('{% pill "suspended" word=word %}', word=Text("暂缓办理", "suspended"))
    assert 'class="pill tone-off"' in drawn
    assert tones.SHAPES["bars"] in drawn
    assert "<span>暂缓办理</span>" in drawn


def test_every_state_has_a_known_tone_and_a_drawn_shape():
    assert {tone for tone, _ in tones.STATES.values()} <= set(tones.TONES)
    assert {shape for _, shape in tones.STATES.values()} <= set(tones.SHAPES)
    assert set(tones.SHAPE_OF_TONE) == set(tones.TONES)


def test_a_due_chip_says_the_exact_time_to_readers_and_counts_on():
    drawn = draw("{% due at %}", at=NOW + timedelta(minutes=42))
    assert "还剩 42 分钟" in drawn
    assert 'class="due tone-soon"' in drawn
    assert "期限 2026年11月23日 周一 15:40" in drawn
    assert f'data-due="{int(NOW.timestamp()) + 42 * 60}"' in drawn


@pytest.mark.parametrize("options, said", [
    ('state="paused"', "计时暂停"),
    ('state="dropped"', "不再计时"),
    ('state="met"', "按时完成"),
    ("met_at=at", "按时完成"),
])  # fmt: skip
def test_a_stopped_clock_does_not_tick(options, said):
    drawn = draw("{% due at " + options + " %}", at=NOW + timedelta(minutes=42))
    assert said in drawn
    assert "data-due" not in drawn


def test_a_query_keeps_filters_and_starts_paging_again():
    request = RequestFactory().get("/", {"status": ["a", "b"], "after": "x", "q": "灯"})
    assert (
        draw('{% query street="延安路" q=None %}', request=request)
        == "?status=a&amp;status=b&amp;street=%E5%BB%B6%E5%AE%89%E8%B7%AF"
    )


def test_a_part_sees_only_what_it_is_given():
    drawn = draw('{% part "input" name="door" label="门牌" %}', rows=[1], options=[1], error="x")
    assert "<input" in drawn
    assert "has-error" not in drawn


def test_bars_start_at_zero():
    drawn = bars_of([("a", 200), Bar("b", 50), Bar("c", -3), ("d", 0)])
    assert [bar.width for bar in drawn] == ["100.0", "25.0", "0.0", "0.0"]
    assert [bar.width for bar in bars_of([("a", 0)])] == ["0.0"]


def test_columns_start_at_zero_and_few_carry_their_value():
    drawn = columns_of([(str(n), n) for n in range(8)], height=146)
    assert [column.height for column in drawn] == [round(n / 7 * 100) for n in range(8)]
    assert [column.is_valued for column in drawn] == [False] * 7 + [True]
    assert columns_of([], height=146) == []


def test_a_spark_runs_from_left_to_right():
    assert spark_points([0, 5, 10]) == "0.0,23.0 50.0,12.0 100.0,1.0"
    assert spark_points([]) == ""


@pytest.mark.parametrize("cookie, header, spoken", [
    ("", "", "zh"),
    ("", "fr-FR,fr;q=0.9", "zh"),
    ("", "en-GB,en;q=0.9,zh;q=0.5", "en"),
    ("zh", "en", "zh"),
    ("en", "zh-CN", "en"),
    ("xx", "en", "en"),
])  # fmt: skip
def test_the_cookie_speaks_before_the_browser(cookie, header, spoken):
    request = RequestFactory().get("/", headers={"Accept-Language": header})
    request.COOKIES["lang"] = cookie
    assert language.of(request) == spoken


@pytest.mark.parametrize("asked, kept, place", [
    ({"lang": "en", "next": "/r/1?x=2"}, {"lang": "en"}, "/r/1?x=2"),
    ({"large": "1", "next": "https://elsewhere.example/"}, {"large": "1"}, "/"),
    ({"lang": "xx", "large": "7"}, {}, "/"),
])  # fmt: skip
def test_a_preference_is_kept_and_leads_back_to_our_own_pages(asked, kept, place):
    answer = language.preferences(RequestFactory().get("/preferences", asked))
    assert {name: morsel.value for name, morsel in answer.cookies.items()} == kept
    assert answer["Location"] == place


@pytest.mark.parametrize("n, said", [(0, "0 duties"), (1, "1 duty"), (2, "2 duties")])
def test_a_count_chooses_its_word(n, said):
    source = '{% t "待办 {n} 件" "{n:duty|duties}" n=n %}'
    assert draw(source, "en", n=n) == said
    assert draw(source, n=n) == f"待办 {n} 件"
    assert Text("{n} 件", "{n:duty|duties}").format(n=n).en == said
