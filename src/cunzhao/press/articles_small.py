# ruff: noqa: E501 - a paragraph is one line, so that another word is one changed line
"""Two small outlets. 北汀晚报 has an RDF feed with dates twelve hours ahead, and a section that only a listing page shows;
Tidewatch is a journal with a JSON Feed. All of it is invented."""

from __future__ import annotations

from cunzhao.press.articles_haian import WIRE
from cunzhao.press.content import Outlet, Story

_WIRE_COPY = (
    WIRE.replace("南岬通讯社鹿屿{md}电　", "据南岬通讯社鹿屿{md}电　")
    + "\n北汀港务处提醒，开往鹿屿的客货滚装船班次已经全部取消，旅客可拨打服务热线查询。"
)

_BAKERY = """本报记者 俞小满　北汀老城唯一一家通宵营业的面包房{md}迎来开业五十周年。店主邢伯安今年七十四岁，每天凌晨两点起床和面，他说自己“退休过三次，每次都没有超过一个星期”。
面包房的老顾客大多是夜班司机、护士和刚下船的水手。墙上挂着一本留言簿，最早的一页写于开业那年冬天，字迹已经褪成浅褐色。
出租车司机丁海生在这里吃了二十六年早餐。“涨价最多的一次是两毛钱，他还专门写了一张纸贴在门口道歉。”
邢伯安的孙女今年从烹饪学校毕业，正在跟他学做咸面包。她表示，会把通宵营业的规矩保留下来。"""

_BUS = """本报记者 俞小满　北汀公交公司{md}公布线路调整方案，拟合并客流重叠的十一条线路，新开三条通往工业区的早班车，首班车提前到四时五十分。
公交公司经理祝云帆说，刷卡数据显示，凌晨五点前有一千三百多人步行超过两公里去上班，“他们不会打电话投诉，但是数据里看得见”。
被合并线路沿线的居民担心换乘不便。家住柳巷的马奶奶说，以前一趟车能到医院，以后要倒两次，腿脚不好的人怎么办。
方案征求意见至本月底。祝云帆表示，通往医院的班次会单独研究。"""

_SOFT = """北汀旧城改造二期名单公布，涉及三百二十户。"""

_GARDEN = """社区通讯员 佟禾　柳巷社区的居民{md}把一处堆了六年建筑垃圾的空地清理成菜园，四十二户人家抽签分到了一米宽的菜畦，种下的第一批是菠菜和蒜苗。
社区主任关月娥说，清理一共用了五个周末，运走九卡车碎砖。街道答应三年内不收回土地，“三年，够种十几茬菜了”。浇菜的水来自屋顶的雨水桶，一桶可以用四天。
退休中学教师蒲志远在入口处钉了一块黑板，每天写上当天的温度和该浇水的菜畦号。孩子们放学后常常围过来看，有人在黑板角上画了一只蜗牛，他一直没有擦。"""

_CHESS = """社区通讯员 佟禾　第十二届柳巷象棋擂台赛{md}在社区活动室落幕，十三岁的中学生祁小岸连胜六局夺冠，成为最年轻的擂主。
她在决赛中战胜了三届冠军郎师傅。郎师傅赛后说：“输给孩子不丢人，丢人的是后继无人。”
比赛历时两周，共有五十八人参加，年纪最大的选手八十七岁。奖品是一副旧棋盘，由历届冠军轮流保管。
社区图书角为小岸留出一张固定的桌子，让她每周六下午教更小的孩子下棋。她提的唯一条件是“悔棋要扫地”。"""

_NOTICE = """社区通讯员 佟禾　柳巷社区{md}起更换老旧燃气软管，施工人员将在每天上午九时到下午五时入户，居民可以通过楼门口的二维码预约时间。
燃气公司负责人贝正南介绍，全社区一千一百六十户中有七百八十户的软管超过使用年限，更换费用由公司承担。
社区提醒居民，施工人员都佩戴有照片的工作证，不会收取现金，也不会推销灶具。
独居老人可以打电话请网格员陪同。居民顾老伯说，去年有人冒充检修卖给他一个三百元的阀门，“这回我要先看证，再开门”。"""

BEITING = Outlet(
    host="beiting.example",
    name="北汀晚报",
    language="zh",
    zone=8,
    motto="一座小城的晚报",
    sections={"社区": "/shequ/"},
    channels={"/index.rdf": "rdf"},
    feed_shift=12,
    stories=(
        Story(
            key="beiting/typhoon", path="/n/{compact}/c70231.html", title="“木棉”逼近 鹿屿二级响应 北汀客轮停航", byline="南岬通讯社",
            when="-2h", body=_WIRE_COPY, agency="南岬通讯社", caption="停泊在北汀港的客轮。", tags=("台风",), dates="visible",
        ),
        Story(
            key="beiting/bakery", path="/n/{compact}/c70198.html", title="通宵面包房五十年", byline="俞小满", when="-5h", body=_BAKERY,
            caption="凌晨三点的面包房。", tags=("人物",), dates="visible",
        ),
        Story(
            key="beiting/bus", path="/n/{compact}/c70177.html", title="公交线路拟调整 早班车提前到四时五十分", byline="俞小满",
            when="-9h", body=_BUS, tags=("公交",), dates="meta",
        ),
        Story(
            key="beiting/renewal", path="/n/{compact}/c70160.html", title="旧城改造二期名单公布", byline="俞小满", when="-11h",
            body=_SOFT, oddity="soft-404",
        ),
        Story(
            key="beiting/garden", path="/shequ/{compact}/c3101.html", title="六年垃圾空地变菜园 四十二户抽签种菜", byline="佟禾",
            when="-2 10:00", body=_GARDEN, section="社区", caption="居民在新开的菜畦里浇水。", dates="visible", announced=False,
        ),
        Story(
            key="beiting/chess", path="/shequ/{compact}/c3107.html", title="十三岁中学生夺得社区象棋擂主", byline="佟禾",
            when="-3 15:30", body=_CHESS, section="社区", dates="visible", announced=False,
        ),
        Story(
            key="beiting/gas", path="/shequ/{compact}/c3112.html", title="柳巷社区更换燃气软管 可扫码预约入户", byline="佟禾",
            when="-4 09:15", body=_NOTICE, section="社区", dates="visible", announced=False,
        ),
    ),
)  # fmt: skip

_GAUGE = """For forty years the tide gauge at Gull Point has been read by hand, twice a day, by members of the Lanternby family. Last month the water company offered to replace them with a sensor. They said no.
"A sensor tells you the height," said Prudence Lanternby, who is 71 and has missed nine readings since 1988. "It does not tell you that the water is the wrong colour."
The handwritten books, 61 of them, are now being typed up by volunteers. Anselm Dufort, an oceanographer at the Northern Institute of Marine Science, says that they are the longest unbroken record on this coast and that they show the mean level 11 centimetres higher than in the first volume.
The company says it will install the sensor beside the old staff, and let the family check it. "We think they may find our mistakes," its engineer, Bettina Crowe, told us."""

_STORM = """Everyone who lives on the spit has a story about the storm of the year before last, and most of them begin with a door. Doors that would not open against the wind; doors that were found in other people's gardens.
The residents' committee has collected 138 of these accounts. It has put them in the order in which the water arrived, street by street, so that they can be read as a map.
"The official report is four pages long and says that the warning went out at 9.40," said Oswin Tarrant, who edited the book. "We have twenty people who say that they heard nothing until eleven."
The county's emergency planner, Delphine Marsh-Hale, said that she had read the book twice and that the sirens on the spit would be tested every month from now on."""

_FERRY = """The last wooden ferry on the estuary was pulled out of the water this week so that her owners could decide whether to mend her. Nine of her forty-four planks are soft enough to take a thumb.
"She was built to be repaired," said the shipwright, Callum Verrey. "Every piece of her has been replaced once. People ask whether she is the same boat. I tell them she pays the same harbour dues."
A new hull would cost $90,000 and a repair at least $140,000. The cooperative that runs her will vote at the end of the month; so far 212 of its 300 members have promised money for the dearer way."""

TIDEWATCH = Outlet(
    host="tidewatch.example",
    name="Tidewatch",
    language="en",
    zone=0,
    motto="A slow journal of one estuary",
    channels={"/feed.json": "json"},
    stories=(
        Story(
            key="tidewatch/gauge", path="/posts/the-family-that-reads-the-tide", title="The family that reads the tide",
            byline="Rowan Ellery", when="-2 07:00", body=_GAUGE, caption="The tide staff at Gull Point.", tags=("tide", "people"),
        ),
        Story(
            key="tidewatch/storm", path="/posts/a-map-made-of-doors", title="A map made of doors", byline="Rowan Ellery",
            when="-6 07:00", body=_STORM, tags=("storm",), dates="meta",
        ),
        Story(
            key="tidewatch/ferry", path="/posts/nine-soft-planks", title="Nine soft planks", byline="Imogen Tye", when="-9 07:00",
            body=_FERRY, caption="The ferry Marigold on the slip.", tags=("ferry",), dates="visible",
        ),
        Story(
            key="tidewatch/empty", path="/posts/notes-from-the-slipway", title="Notes from the slipway", byline="Imogen Tye",
            when="-12 07:00", body="", oddity="empty",
        ),
    ),
)  # fmt: skip
