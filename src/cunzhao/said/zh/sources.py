"""What kind of source a subject is: somebody who speaks, a medium that passes on, a paper, data, or nobody."""

from __future__ import annotations

import re
from typing import Literal

from cunzhao.said.zh.tables import DATA, MEDIA, NOBODY, PAPERS, UNNAMED

Source = Literal["speaker", "medium", "paper", "data", "nobody", "self"]

_MEDIUM = re.compile(
    f"(?:{'|'.join(MEDIA)}|(?<![会行版作公结旅])社|(?<![公情通预汇电申举海板])报|[A-Z]{{3}})[」』》{chr(0xE000)}{chr(0xE002)}]*(?:等|方面)?$"
)
_PAPER = re.compile(f"(?:{'|'.join(PAPERS)})(?:全文|内容|中)?$")
_DATA = re.compile(f"(?:{'|'.join(DATA)})$")
_NOBODY = re.compile(
    f"(?:(?:{'|'.join(NOBODY)})$|[也还]?有(?:一?些)?(?:人|报[道导]|消息|传言|说法|意见|观点|声音|分析)$|所谓|.{{0,4}}(?:可以|应该|也就是|不得不|来|换句话|总体|整体而言)$)"
)
_SELF = re.compile(r"(?:[我俺咱](?![国市省军方校院县区党司部])|[你您]|本人$|笔者|大家$)")
_LOOSE = re.compile("如果|若|假如|尽管|虽然|即使|正是|由于|由此|从而|像|不是|就是|例如|按照|除了|既|宁|无论|不管|只要")
_UNNAMED = re.compile(f"(?:{'|'.join(UNNAMED)})$")
# Bodies that can ask, promise and expect: the end of their names.
_BODY = re.compile(
    r"(?:部|局|院|会|署|厅|处|司|府|党|军|队|厂|校|团|盟|组织|公司|集团|银行|央行|航空|政府|当局|方面|军方|警方|校方|资方|管方|官方|院方|店方|厂方|大学|法院|国会|"
    r"议会|联盟|中心|储|室|厅|院|台|站|馆|机构|机关|协会|工会|分会|基金会|企业|商会|法庭|使馆|委|办|组|所|[中美俄日韩英法德印巴乌以台港澳阿双各欧]方|国|人|者|们|员|官|生|师|家|士|长|家属|代表)$"
)


def source_of(noun: str) -> Source:
    """The kind of a subject, by how its name ends."""
    if _SELF.match(noun):
        return "self"
    if _NOBODY.match(noun) or _LOOSE.match(noun):
        return "nobody"
    if noun.startswith("记者") or _MEDIUM.search(noun):
        return "medium"
    if _PAPER.search(noun):
        return "paper"
    return "data" if _DATA.search(noun) else "speaker"


def issuer(noun: str) -> str:
    """Who speaks through a paper: 外交部 of 外交部声明; empty when the paper alone is named."""
    match = _PAPER.search(noun)
    return (
        re.sub(r"(?:的|在|该|这份|一份|一项|官方|联合|最新|发布|发表|书面)+$", "", noun[: match.start()])
        if match
        else noun
    )


def is_unnamed(noun: str) -> bool:
    """知情人士, 一名官员: described, not named."""
    return bool(_UNNAMED.search(noun))


def is_body(noun: str) -> bool:
    """Whether this ends as the name of a body or of people does."""
    return bool(_BODY.search(noun))
