"""Words by which a line is known to be about the page and not of the article, in many languages; none names an outlet."""

from __future__ import annotations

import re

_I = re.IGNORECASE

END = re.compile(
    r"""^[\W_]*(?:
    related(?:\s+(?:articles?|stories|news|posts?|topics|content|links?|coverage|reading|searches|tags?))?\s*:?$
     | (?:read|see|learn|hear|watch|get)\s+(?:more|next|also)\b
    | more\s+(?:from|on|in|about|stories|news|to\s+read|articles?)\b
     | see\s+also\b | also\s+(?:read|see|on)\b | further\s+reading
    | you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested)
     | recommended\b | most\s+(?:popular|read|viewed|commented|recent) | trending\b
    | popular\s+(?:posts?|stories|articles?|now)
    | (?:latest|recent|top|other|more|breaking)\s+(?:news|stories|posts?|articles?|headlines|videos?|comments?)
     | (?:\d+\s+)?comments?\s*(?:\(\d+\))?:?$ | (?:leave|post|add|write)\s+a\s+(?:reply|comment)
    | join\s+the\s+(?:discussion|conversation)
    | share\s+(?:this|on|via|the)\b | share:?$ | tags?\s*: | filed\s+under | topics?\s*:$ | about\s+the\s+authors?
     | follow\s+(?:us|me|@) | sign\s+up\b | subscribe\b | (?:join|get)\s+our\s+newsletter | newsletter\b
    | advertisement\s*$
     | previous\s+(?:article|post|story) | next\s+(?:article|post|story) | external\s+links?$ | have\s+your\s+say
    | editors?['’]\s+picks?
     | around\s+the\s+web | sponsored\b | promoted\b | from\s+the\s+web | what\s+do\s+you\s+think
    | was\s+this\s+(?:article|page)\s+helpful
    | 相[关關](?:新[闻聞]|[阅閱][读讀]|[报報][道導]|文章|[链鏈連][接結]|[专專][题題]|[资資][讯訊料]|[内內]容
    |[搜搜]索|推[荐薦]|[话話][题題]|稿件|推介)
     | 相[关關]\s*[:：]?$ | 延伸[阅閱][读讀] | 推[荐薦](?:[阅閱][读讀]|新[闻聞]|文章)?\s*[:：]?$ | 猜你喜[欢歡]
    | 更多(?:新[闻聞]|精彩|[内內]容|[报報][道導]|文章|>>|》)
    | [热熱][门門點点](?:新[闻聞]|文章|推[荐薦]|[阅閱][读讀]|排行|[评評][论論])? \s*[:：]?$ | 最新(?:新[闻聞]|文章
    |[评評][论論]|消息)\s*[:：]?$ | 今日[热熱][点點]
     | (?:网友|網友|发表|發表|我要|查看|精彩|最新|用户|文章|全部)[评評][论論] | [评評][论論]\s*(?:[(（]\d*[)）])?$
    | 上一[篇条則则] | 下一[篇条則则]
    | 分享(?:到|至|：|:|$)
    | 版[权權](?:[声聲]明|所有) | 免[责責][声聲]明 | [声聲]明[:：] | [关關]注我[们們] | 扫码|掃碼|扫一扫|掃一掃
    |[长長]按.{0,6}二[维維]
    | 関連(?:記事|ニュース|リンク|キーワード|トピックス) | あわせて読みたい | おすすめ(?:記事|の)| この記事(?:を|に)
    | ランキング | シェア | 人気記事 | 最新記事 | 新着記事
    | 관련\s?(?:기사|뉴스) | 많이\s?본 | 추천\s?기사 | 저작권자 | 댓글
     | чита(?:йте|ть)\s+(?:также|еще|ещё|по\s+теме|другие|далее|в\s+|на\s+) | по\s+теме\b | похожие\b
    | (?:другие|последние|главные|популярные|все|еще|ещё|свежие)\s+(?:новости|материалы|статьи|публикации)
     | новости\s+(?:партн[её]ров|по\s+теме|сми2?|раздела|дня) | самые\s+(?:популярные|читаемые|обсуждаемые)
    | (?:оставить\s+|добавить\s+|ваш\s+)?комментари[ийея]\b | обсудить\b
     | материалы\s+по\s+теме | смотрите\s+также | подел(?:ись|ит[еь])ся | теги\s*: | версия\s+для
    | подпис(?:ывайтесь|аться) | опубликовать\b | оцените\b | рейтинг\b | реклама\s*$ | ссылки\s+по\s+теме
     | czytaj\s+(?:też|także|więcej|również|dalej) | zobacz\s+(?:też|także|więcej|również) | przeczytaj\s
    | polecamy\b | polecane\b | (?:dodaj\s+)?komentarz(?:e|y|ach)?\b | udostępnij | podziel\s+się | tagi\s*:
    | najczęściej\s | najnowsze\b | najpopularniejsze | więcej\s+(?:na\s+temat|informacji|o|wiadomości) | powiązane
    | podobne\s | reklama\s*$ | oceń\b | wydrukuj | drukuj
     | διαβάστε\s+(?:επίσης|ακόμ[αη]|περισσότερα) | σχετικ[άόέές]\S*\s*(?:άρθρα|θέματα|ειδήσεις|κείμενα|νέα)?\s*:?$
    | σχόλια\b | δείτε\s+(?:επίσης|ακόμ[αη]|περισσότερα) | περισσότερα\b | ετικέτες | εκτύπωση | αποστολή
    | κοινοποίηση | δημοφιλ | τελευταί\S+\s+(?:νέα|ειδήσεις) | μοιραστείτε
     | lesen\s+sie\s+(?:auch|hier|mehr) | mehr\s+(?:zum\s+thema|zu|von|aus|über) | auch\s+interessant
    | das\s+könnte\s+sie | weitere\s+(?:artikel|themen|meldungen|nachrichten) | meistgelesen | kommentare?\b
    | artikel\s+teilen | zur\s+startseite | anzeige\s*$ | schlagw
     | lea?\s+(?:también|tambem|também) | leia\s+(?:também|mais) | (?:à\s+)?lire\s+(?:aussi|également)
    | sur\s+le\s+même\s+(?:sujet|thème) | leggi\s+anche | potrebbe\s+interessarti | baca\s+(?:juga|selengkapnya)
    | berita\s+terkait | artikel\s+terkait
     | le[s]\s+også | læs\s+(?:også|mere) | läs\s+(?:också|mer|även) | lue\s+(?:myös|lisää) | lees\s+(?:ook|meer)
    | ilgili\s+haber | čtěte\s+(?:také|více) | související | te\s+puede\s+interesar | noticias\s+relacionadas
    | xem\s+thêm | اقرأ\s+(?:أيض|المزيد) | مواضيع\s+ذات | यह\s+भी\s+पढ़ें | ये\s+भी\s+पढ़ें
    )""",
    _I | re.VERBOSE,
)
"""Begins a line after which the article is over, or which itself leads to other articles."""

CREDIT = re.compile(
    r"""^[\W_]*(?:
    (?:by|text|photos?|photograph|image|images|credit|source|sources|via|editor|editing|edited|reporting|reported
    |written|published|posted|updated|modified|last\s+updated|first\s+published|contact|copyright|e-?mail|print
    |views?|share)\b\s*(?:by|:|–|-|\|)
     | copyright\b | © | \(c\)\s | all\s+rights\s+reserved | to\s+contact\s+the\s+(?:reporter|editor|author)
    | (?:reporting|editing|writing|additional\s+reporting)\s+by\b | the\s+views\s+expressed
     | (?:[责責]任)?[编編][辑輯審审]\s*[:：/] | (?:本文|[资資]料|消息|信息|文章|[图圖]片|新[闻聞])?[来來]源(?:于
    |於)?\s*[:：《] | 作者\s*[:：] | 文[/／]
    | [图圖][/／] | [记記]者\s*[:：] | 原[标標][题題]\s*[:：] | [校审審][对對稿核]\s*[:：]
    | [发發][布佈表](?:[时時][间間日]|于|於|日期)?\s*[:：]
    | [时時][间間]\s*[:：] | 日期\s*[:：] | [字号體体]+\s*[:：] | [阅閱][读讀](?:量|次[数數]|[数數])?\s*[:：]
    | [点點][击擊](?:量|[数數])?\s*[:：]
    | 浏览(?:量|次数)?\s*[:：] | [关關][键鍵][词詞字]\s*[:：] | [标標][签籤]\s*[:：] | [打列]印 | [转轉][载載]\s*[请請]
    | 未[经經].{0,6}(?:授[权權]|[许許]可)
     | источник\s*(?:фото|изображения|информации)?\s*[:：] | автор\s*: | фото\s*: | текст\s*: | редактор\s*:
    | просмотров\s*: | дата\s*(?:публикации)?\s*: | рубрика\s*: | копирование\s | ©
     | źródło\s*: | autor\s*: | fot\.\s | foto\s*: | data\s+(?:publikacji|dodania)\s*:
    | (?:ostatnia\s+)?aktualizacja\s*: | opublikowano | dodano\s*:
     | πηγή\s*: | ημερομηνία\s | τελευταία\s+ενημέρωση | δημοσι[εέ]ύ?[τθ]\S*\s*: | φωτο\S*\s*: | συντάκτ\S+\s*:
    | του\s+\S+\s+\S+$ | της\s+\S+\s+\S+$
     | quelle\s*: | stand\s*: | von\s+[A-ZÄÖÜ]\S+\s+[A-ZÄÖÜ]\S+$ | fuente\s*: | fonte\s*: | sumber\s*: | kaynak\s*:
    | kilde\s*: | bron\s*: | editor\s*:
    )""",
    _I | re.VERBOSE,
)
"""Begins a line that names who made the page, or when: it counts as an edge of the article when it is short."""

DATE_LINE = re.compile(
    r"""^[\W_]*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\W+)?(?:
    \d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2} | \d{1,2}[-./]\d{1,2}[-./]\d{2,4} | \d{1,2}:\d{2}
     | \d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d]{3,12}\.?,?\s+(?:\d{4}|\d{1,2}:\d{2})
    | [^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}
    )""",
    _I | re.VERBOSE,
)
"""Begins with a date or a time."""
