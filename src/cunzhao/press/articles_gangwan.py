# ruff: noqa: E501 - a paragraph is one line, so that another word is one changed line
"""港灣時報: a paper in traditional Chinese, with an Atom feed of teasers and some pages in Big5. All of it is invented."""

from __future__ import annotations

from cunzhao.press.content import Outlet, Revised, Story

_COUNCIL = """【港灣時報記者葉青嵐／港灣報導】港灣縣議會補選{md}完成投開票，第三選區由無黨籍候選人簡思齊以一萬八千四百二十七票當選，領先第二名六百零九票。選舉委員會表示，開票過程平和，沒有投票所發生重大爭議。
簡思齊在競選總部發表談話時說：「這不是我一個人的勝利，是漁村第一次被當成一個選區的中心，而不是邊緣。」她承諾上任後先推動漁港冷藏設備更新。
落選的現任議員鍾立言祝賀對手，並表示不會申請重新計票。「差距很小，但是選民已經作了決定。」
這次補選的投票率為四成七，比三年前的選舉下降六個百分點。港灣大學政治系教授戴念慈分析，颱風將至、返鄉人數減少，是投票率下滑的主要原因，不宜解讀為選民冷漠。
選舉委員會將於七日內公告當選名單，簡思齊的任期只剩一年兩個月。"""

_TYPHOON = """【港灣時報記者姚可風／綜合報導】強颱「木棉」逼近，港灣縣政府{md}召開防災會議，宣布沿海七鄉鎮自當晚八時起停止一切海上活動，各漁港加派人員巡查纜繩。
縣長范以恆指出，過去三次颱風的災情有八成出在排水，因此這次提前打開二十六座抽水站，並在低窪路段預先架設擋水板。「我寧可大家說我緊張過頭，也不要半夜才去敲門。」
根據氣象站預報，「木棉」外圍環流將在隔天清晨影響港灣，山區累積雨量上看四百五十毫米。縣府已撤離三個部落共五百二十八名居民。
漁會總幹事石敬堯說，今年烏魚季才剛開始，漁民原本想再拚兩天，但是「船可以再修，人不行」。他呼籲還在外海的十一艘漁船儘速返航。
便利商店的瓶裝水和泡麵在傍晚前就被買空。家住南濱的林太太排了四十分鐘，只買到一袋白米。"""

_BRIDGE = """【港灣時報記者葉青嵐／港灣報導】興建八年的跨灣大橋{md}舉行通車前的載重試驗，三十六輛滿載砂石的卡車同時停上主橋，量得最大撓度十一點二公分，低於設計值的十四公分。
工程處長曹以寬表示，試驗結果令人滿意，預計下個月開放民眾步行參觀，明年初正式通車。通車後，港灣到石塘的車程將從七十分鐘縮短為二十五分鐘。
大橋總經費由原先的一百四十億元追加到二百一十九億元，審計單位曾兩度提出糾正。曹以寬說，追加的部分有六成用於抗震補強，其餘是原物料上漲。
在渡口開了三十年渡船的馮老先生站在岸邊看著車隊。「我不反對橋，」他說，「只是希望他們記得，以前這裡的人是怎麼過去的。」
環保團體「守灣聯盟」發言人夏之楠提醒，橋墩周邊的海草床面積比施工前減少四成，縣府應該公布復育進度。"""

_SCHOOL_TYPO = """【港灣時報記者姚可風／港灣報導】港灣縣{md}起在四十二所國小試辦「在地午餐」，營養午餐的蔬菜和魚貨有一半以上向縣內農民與漁民採購，每餐增加的七元成本由縣府負但。
教育處長丁若水說，試辦學校涵蓋山區、平地與離島，將比較學生的剩食量與家長滿意度。「不是只換掉菜單，是讓孩子知道碗裡的東西從哪裡來。」
南濱國小的廚房每天清晨五點收到漁會送來的鮮魚，廚工洪阿姨說，處理時間比冷凍魚多一個小時，但是「孩子真的把魚吃完了」。
家長會長聯盟支持這項政策，同時要求縣府公布供應商名單與檢驗報告。丁若水表示，名單會在月底前上網。"""

_SCHOOL_FIXED = _SCHOOL_TYPO.replace("負但", "負擔")

_CHIP = """【港灣時報記者秦牧野／科技報導】總部設在港灣科技園區的感測器廠商「微嶼科技」{md}公告裁減四百三十名員工，約占全體的一成二，是公司成立十五年來最大規模的一次。
微嶼科技執行長岳靖安在致員工信中表示，車用訂單連續三季低於預期，公司必須把資源集中到醫療感測器。受影響的員工可以領到法定資遣費與額外三個月薪資。
工會理事長鄺美雲質疑，公司上個月才發放每股六元的股利，「現在卻說付不出薪水」。工會要求資方公開三年內的主管薪酬。
縣府勞動局說，已經收到大量解僱計畫書，將在十天內召開協商會議；若協商不成，將派員列席。
分析師卞子謙認為，同業也面臨庫存壓力，年底前可能還有兩家廠商調整人力。"""

_MARKET = """【港灣時報記者葉青嵐／港灣報導】港灣第二公有市場{md}進行最後一次整修說明會，近百名攤商到場，爭論的焦點是臨時市場的攤位如何抽籤。
市場處長歐陽辰表示，整修期間一百八十六個攤位將遷到兩百公尺外的停車場，魚攤、肉攤優先分配到有排水溝的區域。「先求能做生意，再求好看。」
賣了四十年虱目魚的攤商柯春桃說，停車場離公車站遠，老客人走不到，希望縣府增開接駁車。歐陽辰當場答應試辦三個月。
整修工程預計十四個月完工，經費三億二千萬元。"""

_BLOCKED = (
    """【港灣時報記者秦牧野／調查報導】本報取得的一份採購紀錄顯示，港灣縣三座抽水站的備用發電機在驗收時並未實際運轉。"""
)

GANGWAN = Outlet(
    host="gangwan.example",
    name="港灣時報",
    language="zh-Hant",
    zone=8,
    motto="看見海灣的兩岸",
    sections={"地方": "/local/", "科技": "/tech/"},
    channels={"/atom.xml": "atom"},
    stories=(
        Story(
            key="gangwan/by-election", path="/local/{compact}/by-election-3.html", title="港灣縣議會補選 簡思齊六百零九票之差當選",
            byline="葉青嵐", when="-1 21:50", body=_COUNCIL, section="地方", caption="簡思齊在競選總部向支持者致謝。",
            credit="港灣時報 攝影 趙嶼", tags=("選舉", "補選"),
        ),
        Story(
            key="gangwan/typhoon", path="/local/{compact}/typhoon-kapok.html", title="颱風木棉逼近 港灣七鄉鎮停止海上活動",
            byline="姚可風", when="-1 18:30", body=_TYPHOON, section="地方", caption="漁民在港內加固纜繩。",
            credit="港灣時報 攝影 趙嶼", tags=("颱風", "木棉"), dates="meta",
        ),
        Story(
            key="gangwan/bridge", path="/local/{compact}/bridge-load-test.html", title="跨灣大橋載重試驗過關 明年初通車",
            byline="葉青嵐", when="-3 14:00", body=_BRIDGE, section="地方", caption="三十六輛卡車同時停上主橋。",
            tags=("交通", "大橋"), dates="visible", pages_charset="big5", charset_said="header",
        ),
        Story(
            key="gangwan/school-lunch", path="/local/{compact}/school-lunch.html", title="四十二所國小試辦在地午餐 漁會清晨送鮮魚",
            byline="姚可風", when="-2 09:20", body=_SCHOOL_TYPO, section="地方", caption="南濱國小的廚房。",
            tags=("教育",), dates="meta",
        ),
        Story(
            key="gangwan/layoffs", path="/tech/{compact}/weiyu-layoffs.html", title="微嶼科技裁員四百三十人 工會質疑股利照發",
            byline="秦牧野", when="-2 16:45", body=_CHIP, section="科技", tags=("科技", "勞工"),
            dates="visible", pages_charset="big5", charset_said="meta",
        ),
        Story(
            key="gangwan/market", path="/local/{compact}/second-market.html", title="第二公有市場整修 攤商爭取接駁車",
            byline="葉青嵐", when="-4 13:15", body=_MARKET, section="地方", caption="第二公有市場的魚攤。",
            credit="港灣時報 攝影 趙嶼", tags=("市場",),
        ),
        Story(
            key="gangwan/pumps", path="/local/{compact}/pump-stations.html", title="抽水站備用發電機驗收未運轉", byline="秦牧野",
            when="-1 07:30", body=_BLOCKED, section="地方", oddity="blocked",
        ),
    ),
    revised=(
        Revised(key="gangwan/school-lunch", what="typo", detail="負但 is put right as 負擔", body=_SCHOOL_FIXED),
        Revised(
            key="gangwan/market", what="moved", detail="the article has a new address; the old one answers 301",
            moved="/archive/{compact}/second-market.html",
        ),
    ),
)  # fmt: skip
