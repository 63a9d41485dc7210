"""Chinese statements: our own articles as a whole, and the traps one by one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from cunzhao.said.context import Context
from cunzhao.said.zh import read
from cunzhao.said.zh.confidence import HIGH
from cunzhao.said.zh.script import folded
from cunzhao.types.statements import Statement
from tests.said.zh_articles import articles, trimmed

NOWHERE = Context()
JUNE = Context(datetime(2021, 6, 4, 6, tzinfo=UTC), timedelta(hours=8))


def said(text: str) -> list[tuple[str | None, str]]:
    return [(s.speaker, text[s.start : s.end]) for s in read(text, NOWHERE)]


def only(text: str, context: Context = NOWHERE) -> Statement:
    (statement,) = read(text, context)
    return statement


def test_our_own_articles_are_read_as_they_were_annotated() -> None:
    right = demanded = given = high = high_right = 0
    for article in articles():
        gold = {trimmed(article.text, m.start, m.end): m for m in article.statements}
        found = read(article.text, article.context)
        demanded, given = demanded + len(gold), given + len(found)
        for s in found:
            marked = gold.get(trimmed(article.text, s.start, s.end))
            ok = marked is not None and (s.speaker or "").endswith(marked.speaker)
            right += ok
            high, high_right = high + (s.confidence >= HIGH), high_right + (ok and s.confidence >= HIGH)
    assert demanded > 100
    assert right / given >= 0.93
    assert right / demanded >= 0.92
    assert high_right / high >= 0.94


@pytest.mark.parametrize(
    "text",
    [
        "对阿和地区国家来说，有挑战也有机遇。",
        "恒生指数，收报两万点。据说，明天会下雨。",
        "公司此前作出承诺，将削减开支。",
        "这家公司的名称，是创办人取的。",
        "他写的小说，卖了十万册。",
        "也就是说，没有人知道答案。",
        "数据显示，失业率下降了。",
        "第一条 为了保护海洋环境，制定本法。\n第二条 本法适用于管辖海域。",
        "雇主协会对此表示欢迎。",
        "局方未透露具体数字。",
        "他没有正面回答，转身离开。",
        "扫码后请留言,关键词,中国经济分析,预测,房价",
        "「百味仓」是一家超市。",
    ],
)
def test_what_only_looks_like_a_cue_is_no_statement(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国务大臣李在根说，教育是根基。", [("李在根", "教育是根基")]),
        ("公司负责人于向明表示，工程会如期完工。", [("于向明", "工程会如期完工")]),
        ("毕业生代表于晴說，最難忘的是停電那晚。", [("于晴", "最難忘的是停電那晚")]),
        ("“不急，”店主贺兰说，“慢慢来。”", [("贺兰", "“不急，”店主贺兰说，“慢慢来。”")]),
        ("“慢慢来。”店主贺兰对记者说。", [("贺兰", "“慢慢来。”")]),
        ("部长苏黎安表示，谈判已经恢复，但目前尚不清楚何时签约。", [("苏黎安", "谈判已经恢复")]),
        ("外长苏黎安与总理丁海会谈时表示，两国关系良好。", [("苏黎安", "两国关系良好")]),
        ("对居民，镇长丁海说：“再忍耐几天。”", [("丁海", "“再忍耐几天。”")]),
        ("总统萨尔会见了部长凯尔。他表示，谈判不能拖延。", [("萨尔", "谈判不能拖延")]),
        ("據外電引述知情人士報道，雙方已達成協議。", [("知情人士", "雙方已達成協議")]),
        ("已登记为选民的会计师贺兰则说，还没有决定。", [("贺兰", "还没有决定")]),
        ("环保局局长蔡宁说：\n“水是干净的，请大家放心。”", [("蔡宁", "“水是干净的，请大家放心。”")]),
        ("总工会主席丁海说，要罢工。丁海：不排除行动", [("丁海", "要罢工")]),
        ("主任于晴说，路通了，并呼吁居民绕行旧桥。", [("于晴", "路通了"), ("于晴", "居民绕行旧桥")]),
    ],
)
def test_who_said_it_and_how_far_it_reaches(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_a_relay_is_kept_and_the_minister_speaks_for_his_side() -> None:
    text = (
        "青洲邦外长苏黎安昨天（3日）在白鹭港主持第四次三方外长对话，北原国外长金世昊参加。苏黎安说，各方要合力防止局势恶化。\n"
        "据青洲邦外务部网站报道，苏黎安表示，挑战与机遇并存。青方认为，出路是对话，为此，青方提出两点建议：\n"
        "一是坚持对话。我们希望各方克制。\n二是加强援助。建议北方及时沟通。"
    )
    found = read(text, JUNE)
    assert [s.kind for s in found] == ["indirect"] * 3 + ["enumerated"] * 2
    assert {s.speaker for s in found} == {"苏黎安"}
    assert {(s.said_on, s.place, s.occasion) for s in found} == {("2021-06-03", "白鹭港", "第四次三方外长对话")}
    assert found[0].title == "青洲邦外长"
    assert found[1].relay == "青洲邦外务部网站"
    assert [s.on_behalf for s in found] == [None, None, "青方", "青方", "青方"]
    assert text[found[3].start : found[3].end] == "一是坚持对话。我们希望各方克制"


def test_a_paragraph_of_nothing_but_a_quotation_goes_on_with_the_speaker() -> None:
    text = "船匠鲁大海说，手艺到他这里可能就断了。\n“一条船要晒三个夏天，谁等得起？”"
    first, second = read(text, NOWHERE)
    assert (second.speaker, second.cue, second.why) == ("鲁大海", None, "carried")
    assert first.end < second.start


def test_names_stay_in_the_script_of_the_article() -> None:
    text = "烏蘭國總統馬蘇德・歐尼爾表示，談判已恢復。歐尼爾說：「不急。」"
    assert [(s.speaker, s.title) for s in read(text, NOWHERE)] == [("馬蘇德・歐尼爾", "烏蘭國總統")] * 2


def test_both_scripts_fold_to_one_spelling_of_the_same_length() -> None:
    text = "據報導，臺灣學者（５８歲）說：“裏應外合。”"
    assert folded(text) == "据报导，台湾学者（58岁）说：「里应外合。」"


def test_a_quotation_is_surer_than_what_a_body_says_without_a_pause() -> None:
    quoted = only("市长丁海说：“桥会修好。”")
    bare = only("某某公司称不会裁员不会减薪。")
    assert quoted.confidence > HIGH > bare.confidence


@pytest.mark.parametrize(
    "unit",
    [
        "他说，",
        "“好。”他说。",
        "总统普京",
        "「",
        "一是好，二是坏；",
        "——宣布",
        "（",
        "问：好？\n答：很好很好很好。\n",
        "好",
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.process_time()
        read(text, NOWHERE)
        return time.process_time() - begin

    seconds(100)
    assert seconds(6_000) < 0.05 + 8 * seconds(1_500)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "”」』）", "说", "：“", "\ud800他说，\ue000\ue001好\ue002。", "I said, nothing."]
)
def test_odd_text_is_read_without_complaint(text: str) -> None:
    for s in read(text, NOWHERE):
        assert 0 <= s.start <= s.end <= len(text)
