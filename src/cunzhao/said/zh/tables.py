"""Words that Chinese reporting is made of, in simplified characters (text is folded before it is compared).

Written for this package. A cue's kind says what must stand after it:

* ``say``: whatever follows is what was said (表示他会来; 表示，他会来)
* ``mark``: only with a comma, a colon or a quotation after it (解释，…): bare, the word is an ordinary verb
* ``quote``: only with a colon or a quotation after it (写：“…”)
* ``urge``: asks or promises; takes a clause without a pause, and is a noun just as often
"""

from __future__ import annotations

from collections.abc import Iterable


def words(text: str) -> tuple[str, ...]:
    """The words of a text, the longest first, so that an expression made of them takes the longest."""
    return tuple(sorted(set(text.split()), key=lambda w: (-len(w), w)))


def either(listed: Iterable[str]) -> str:
    """An expression for any of these words, the longest first, grouped by their first character: a fifth of the time."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(listed), key=lambda w: (-len(w), w)):
        by_first.setdefault(word[0], []).append(word[1:])
    groups = (f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return f"(?=[{''.join(by_first)}])(?:{'|'.join(groups)})"


SAY = words(
    """
    表示 说道 说到 指出 认为 强调 透露 坦言 直言 明言 断言 预言 扬言 声称 宣称 坚称 笑称 戏称 谎称 辩称 供称 诉称
    坦承 重申 承认 透漏 披露 申明 提到 提及 写道 补充道 喊道 问道 答道 笑道 感叹道 指称 喊话 呛声 放话 寄语 反驳说
    回忆说 发文称 报称 证实 补充说 主张 认定 警告称 警告说 放言 直指 痛批 明确表示 笑说 坦诚 称赞说 指说 直呼
    """
)
MARK = words(
    """
    回应 回答 回覆 回复 答复 解释 补充 介绍 分析 评论 评价 总结 回忆 说明 感叹 感慨 反问 质问 追问 反驳 驳斥 发文
    撰文 发帖 留言 发推 声明 通报 公告 否认 确认 澄清 作证 陈述 致辞 呼应 提醒 告诫 叮嘱 嘱咐 谈到 讲到 讲 谈 叹
    哽咽 打趣 调侃 自嘲 抱怨 推测 研判 判断 预测 预计 估计 宣布 预料 预期 希望 期望 盼望 建议 要求 承诺 保证 誓言
    相信 坚信 担心 担忧 怀疑 质疑 批评 指责 谴责 控诉 指控 呼吁 警告 敦促 促请 吁 批 回呛 辩解 申辩 抗议 表明 阐明
    写 问 喊 形容 讽刺 嘲讽 炮轰 怒斥 痛斥 抨击 大呼 惊呼 惊叹 叮咛 哭诉 猜测 坦白 爆料 揭露 讲述 复述 转述 发声
    发言 表态
    """
)
QUOTE = words(
    """
    提出 讲话 发表 念出 高呼 大喊 呼喊 低语 回信 回怼 答 提问 演讲 称赞 赞扬 赞叹 嘲笑 骂 怒骂 痛骂 呐喊 宣读 宣告
    祝愿 回嘴 留下 叫
    """
)
URGE = words(
    """
    呼吁 警告 敦促 促请 要求 承诺 保证 誓言 寄望 期望 希望 预计 预料 预期 相信 坚信 建议 担心 宣布 批评 指责 质疑
    抱怨 指控 抨击
    """
)
FIRM = frozenset(
    words(
        """
    宣布 呼吁 敦促 促请 提醒 建议 回应 解释 介绍 分析 补充 说明 回答 预测 预计 告诫 反驳 澄清 确认 否认 坦承 研判
    """
    )
)
"""Verbs that only people and bodies can do, whatever their name looks like."""
CHARGES = frozenset(words("批评 指责 质疑 抱怨 指控 痛批 抨击"))
"""What takes a thing (批评政府) as readily as a clause (批评政府没有准备); only the clause is a statement."""
THOUGHTS = frozenset(words("寄望 期望 希望 预计 预料 预期 相信 坚信 担心 质疑"))
"""What anybody may think in silence: a statement only beside others of the same person."""
SHORT = words("说 称 指")
"""The three that are parts of many other words: see ``cues``."""

STANCES = words(
    """
    感谢 谢意 欢迎 热烈欢迎 祝贺 慰问 哀悼 遗憾 关切 关注 担忧 不满 支持 反对 理解 赞赏 敬意 肯定 同意 满意 愤怒
    震惊 抗议 谴责 歉意 道歉 怀疑 赞同 赞许 认可 悼念 忧虑 失望 惊讶 尊重 乐观 悲观 钦佩 怀念 谅解 认同 质疑 不解 抱歉
    哀痛 痛心 惋惜 同情 高兴 愤慨 强烈不满 沉痛哀悼
    """
)
"""What 表示 takes as a noun: 表示感谢 is an act and holds no statement."""

TITLES = words(
    """
    总统 副总统 总理 副总理 首相 副首相 主席 副主席 国家主席 国务委员 外长 外相 防卫相 财务相 经产相 总务相 法务相
    外交部长 防长 财长 部长 副部长 次长 政务次长 大臣 副大臣 长官 官房长官 国务卿 司长 副司长 局长 副局长 处长 科长
    署长 厅长 副厅长 省长 副省长 市长 副市长 县长 区长 镇长 乡长 村长 里长 州长 郡长 院长 副院长 校长 副校长 会长
    副会长 理事长 董事长 总裁 副总裁 总经理 副总经理 经理 主任 副主任 主管 总监 首席执行官 执行长 财务长 营运长
    行长 总书记 书记 副书记 书记长 秘书长 副秘书长 干事长 总干事 总监察 秘书 发言人 新闻秘书 代表 副代表 议长
    副议长 议员 参议员 众议员 立委 委员 委员长 国会议员 大使 公使 特使 领事 总领事 参赞 代办 司令 副司令 司令官
    总司令 上将 中将 少将 准将 上校 中校 少校 将军 参谋长 队长 副队长 团长 组长 教授 副教授 助理教授 讲师 研究员
    副研究员 学者 专家 分析师 分析员 策略师 经济学家 首席经济学家 科学家 律师 检察官 法官 大法官 首席法官 检察长
    警官 警长 医生 医师 护士 记者 编辑 主编 作家 导演 演员 歌手 教练 主教练 总教练 队员 选手 车手 球员 创始人
    创办人 合伙人 负责人 候选人 领袖 领导人 党魁 党主席 党首 顾问 助理 特首 行政长官 教宗 教皇 国王 女王 王储 王子
    公主 皇帝 天皇 酋长 主教 牧师 法师 村民 居民 市民 店主 老板 司机 农民 工人 学生 老师 教师 家长 乘客 游客 目击者
    幸存者 受害者 被告 原告 证人 总工程师 工程师 设计师 建筑师 厂长 所长 站长 台长 社长 馆长 园长 系主任 总长
    总检察长 督察 警司 消防员 助理部长 助理国务卿 常委 政协委员 人大代表 总领队 领队 董事 监事 新闻官 联络人 主持人
    博士 院士 理事 干事 专员 高级专员 总务会长 统括官 调整官 审议官 事务官 政务官 次官 阁僚 财务大臣 社工 义工
    志愿者 会计师 厨师 摄影师 画家 诗人 企业家 投资人 交易员 基金经理 高管 官员 高官 员工 职员 队友 同学 邻居 父亲
    母亲 儿子 女儿 妻子 丈夫 主厨 营养师 药师 技师 总编辑 总编 副主编 船长 机长 舰长 评论员 时评人 策展人 制片人
    制作人 监制 编剧 店长 班长 课长 协理 政委 主委 副主委 主任委员 经纪人 代理人 辩护人 博主 女星 男星 艺人 用户
    消费者 业主 房东 商户 摊主 守门员 前锋 后卫 中场 球星 名将 冠军 得主 掌门人 发起人 召集人 首席代表 首席科学家
    首席分析师 首席策略师 特派员 监察长 审计长 技术总监 行政总厨 高级工程师 总裁助理 县委书记 市委书记 省委书记
    党委书记 支部书记 新闻发言人 共同主席 联席主席 名誉主席 荣誉主席 小学生 中学生 大学生 研究生 博士生 留学生
    外卖员 快递员 护理员 饲养员 管理员 飞行员 宇航员 航天员 裁判 主审 法医 兽医 牙医 药剂师 心理师 心理学家
    历史学家 物理学家 生物学家 气象学家 地质学家 社会学家 政治学家 人类学家 传染病学家 流行病学家 病毒学家 天文学家
    化学家 数学家 哲学家 思想家 艺术家 音乐家 作曲家 指挥家 钢琴家 收藏家 评论家 观察家 战略家 银行家 慈善家 活动家
    活动人士 人权人士 环保人士 维权人士 异见人士 工作人员 总教头 兄长 哥哥 弟弟 姐姐 妹妹 叔叔 堂弟 遗孀 好友 友人
    秘书处 共同创办人 联合创始人 督导 警务处长 律政司司长 财政司司长 政务司司长
    """
)
"""Words that stand before a name."""

COMMON = frozenset(
    words(
        """
    护士 医生 医师 学生 老师 教师 工人 农民 居民 村民 市民 司机 员工 职员 代表 专家 学者 委员 记者 编辑 乘客 游客
    邻居 队友 同学 父亲 母亲 儿子 女儿 妻子 丈夫 律师 法官 官员 高官 教练 选手 队员 负责人 候选人 顾问 老板 店主
    领导人 秘书 干事 主管 经理 被告 原告 证人 家长 用户 消费者 业主 冠军 得主 艺人 好友 友人 工作人员 裁判 检察官
    警官 高管 理事 董事 监事 领袖 作家 球员 歌手 演员
    """
    )
)
"""Titles that stand before verbs as readily as before names (护士推广母乳); only what looks like a name follows them."""

SOUNDS = frozenset(
    "阿埃艾爱安昂奥澳巴白拜班邦鲍贝本比彼宾波伯博勃布查察达大戴丹当德登邓迪蒂丁东杜顿多俄厄恩尔法凡范方菲费芬丰冯"
    "佛弗夫福富盖甘冈高戈格葛根贡古圭哈海汉翰豪赫黑亨洪胡华怀惠霍基吉加嘉贾简杰金京卡凯坎康考柯科可克肯孔库夸奎昆"
    "拉莱赖兰朗劳勒雷蕾里黎莉利丽连廉列林琳卢鲁路伦伊罗洛马玛迈麦曼芒毛梅门蒙孟米密敏明莫默姆穆娜纳乃奈南内尼涅宁"
    "纽努诺欧帕派潘庞佩彭皮珀普齐契恰强乔切琴丘曲瑞若萨塞赛桑瑟森沙莎山尚绍舍申什史士舒斯思丝松苏索塔泰坦汤唐陶特"
    "滕提缇廷汀图托瓦旺万威维韦温文翁沃乌武西希席夏香肖谢欣辛休徐许雅亚扬耶叶因英尤于约扎泽詹兹佐茨朱智贺熙锡岸石"
    "川田野泉冰岛原村小久保池木藤渡边铃井上中下崎浦沢泷植雄郎子美真纪"
)
"""Characters that names from other languages are written with."""

NOT_TITLED = "官师办府院部厅局处署所室家制级任选国团队席位们会党馆学城区镇奖金书报杯等"
"""Behind a title, these make another word of it: 总统府, 教授们, 代表团."""

FORMS = words(
    """
    先生 女士 小姐 太太 夫人 教授 博士 总统 总理 主席 部长 院长 校长 市长 议员 律师 医生 医师 老师 老人 大爷 大妈
    阿姨 奶奶 爷爷 大叔 婆婆 同志 委员 主任 局长 书记 将军 法官
    """
)
"""Words that stand behind a surname or a name: 王先生."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝路游辛靳"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝谈匡鞠惠荆乐冀郁胥南储栗楚鄢劳谌奚皮粟冼蔺楼郜阚屠朴练"
    "廉井巴邰杭幸檀"
)
COMPOUND = words(
    """
    欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司空 端木 轩辕 百里 呼延 东郭
    澹台 淳于 公冶 太史 申屠 第五 拓跋 赫连 完颜
    """
)

MEDIA = words(
    """
    通讯社 新闻社 日报 晚报 时报 早报 快报 邮报 周报 报纸 周刊 杂志 电视 电视台 电台 网站 新闻网 媒体 官媒 传媒
    卫视 广播公司 官网 财讯 快讯 新闻台 外媒 港媒 台媒 日媒 美媒 英媒 韩媒 俄媒 法媒 德媒 印媒 陆媒 以媒 报道 报导
    消息 本报 本台 记者 频道 新闻 通讯 观察报
    """
)
"""Ends of what passes news on; with names in 社 and 报, which ``sources`` tells from 旅行社 and 情报."""

PAPERS = words(
    """
    回应 答复 声明 公告 通报 公报 通告 报告 文章 社论 报告书 白皮书 新闻稿 决议 判决书 起诉书 致辞 讲话 文件 信
    公开信 书面回复 帖文 贴文 推文 起诉状 意见书 通知
    """
)
"""Texts that speak for whoever issued them."""

DATA = words(
    """
    数据 统计 调查 研究 民调 资料 结果 证据 记录 纪录 图片 视频 画面 影片 预测 气象 指标 指数 模型 事实 数字 迹象
    条例 规定 法律 宪法 条约 协议 合同 法案 草案 说法 传言 传闻 分析 意见 观点
    """
)
"""What shows, but does not speak."""

NOBODY = words(
    """
    有人 有的人 人们 外界 舆论 坊间 一般 大家 谁 普遍 许多人 很多人 不少人 有些人 有观点 有意见 有声音 有分析
    有报道 有消息 有传言 有说法 应当 可以 应该 也就是 这 那 此 此举 一方面 另一方面 基本上 总之 简单 简单的 退一步
    现如今 同年 现在 以上 以下 下面 其中 同样 一句话 客观 老实 准确 严格 通俗 该法 何 什么 据 所谓 自己
    """
)
"""Sources so vague that naming them says nothing."""

UNNAMED = words(
    """
    知情人士 消息人士 相关人士 有关人士 人士 官员 高官 专家 学者 分析师 分析人士 市民 居民 村民 网友 网民 目击者
    消息 外交官 当局 代表 律师 家属 负责人 者 们 人员 工作人员 民众 发言人 亲友 邻居 同事
    """
)
"""Ends of descriptions that name no one."""

PRONOUNS = words("他 她 其 他们 她们 它 它们 此人 前者 后者 两人 二人 双方 本人 对方")
