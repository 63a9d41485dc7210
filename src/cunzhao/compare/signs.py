# ruff: noqa: E501 - one language a line reads better than wrapped alternatives
"""Words by which a page that is no article gives itself away, in the languages of the press that is followed.

Each pattern is generic wording of servers, content systems and laws; none names a site. All are matched against text with
white space normalised and case folded, and all are linear.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


CHALLENGE = _any(
    r"verify (?:that )?you(?: are|'re|’re) (?:a |not a )?(?:human|robot)",
    r"are you (?:a )?(?:human|robot)",
    r"checking (?:if the site connection is secure|your browser)",
    r"just a moment\b",
    r"attention required",
    r"unusual traffic",
    r"automated (?:access|requests|queries)",
    r"access (?:to this page )?(?:has been |is |was )?(?:denied|blocked|restricted)",
    r"you have been blocked",
    r"request (?:was )?(?:blocked|rejected)",
    r"security (?:check|verification)",
    r"human verification",
    r"too many requests",
    r"not available in your (?:country|region|location)",
    r"ddos[ -]protection",
    r"pardon our interruption",
    r"complete the (?:captcha|challenge)",
    r"人机验证|人機驗證|安全验证|安全驗證|访问验证|訪問驗證|请完成验证|請完成驗證|滑动验证|滑動驗證|请输入验证码|請輸入驗證碼",
    r"访问过于频繁|訪問過於頻繁|请求过于频繁|访问被拒绝|訪問被拒絕|拒绝访问|拒絕訪問|访问受限|异常访问|网络环境异常|环境异常",
    r"您的(?:访问|请求)(?:出错|被拦截|已被拦截)|被(?:防火墙)?拦截|當前訪問.{0,6}異常|系統偵測到異常",
    r"ロボットではありません|アクセスが(?:拒否|制限)|アクセス(?:拒否|制限)|人間であることを確認",
    r"로봇이 아닙니다|접근이 (?:거부|차단|제한)|보안 ?(?:문자|확인)|비정상적인 (?:접근|트래픽)",
    r"zugriff (?:wurde )?verweigert|sicherheitsüberprüfung|sind sie ein mensch|kein roboter",
    r"accès (?:refusé|bloqué)|vérif(?:iez|ier|ication).{0,30}(?:humain|robot)|pas un robot",
    r"acceso (?:denegado|bloqueado)|verifi(?:ca|que|car).{0,30}humano|no (?:eres|soy|es) un robot",
    r"acesso (?:negado|bloqueado)|não sou um robô|verificação de segurança",
    r"accesso (?:negato|bloccato)|non sono un robot",
    r"доступ (?:запрещ[её]н|ограничен|заблокирован)|подтвердите,? что вы (?:не робот|человек)|проверка браузера",
    r"تم (?:رفض|حظر) الوصول|أنا لست روبوت|доступ заборонено|odmowa dostępu|erişim engellendi|robot olmadığınızı",
    r"truy cập bị (?:từ chối|chặn)|akses ditolak|toegang geweigerd",
    r"press (?:&|and) hold|(?:confirm|prove|check) (?:that )?you(?: are|'re|’re) (?:a |not a )?(?:human|ro?bot)|(?:think|thought) you (?:are|were|might be) a (?:ro)?bot",
    r"(?:拖动|拖動|按住|滑动|滑動)[^。]{0,8}滑[块塊]|完成拼[图圖]|网络环境存在异常|(?:您|你)所在的?(?:地区|地區|国家|國家)[^。]{0,6}(?:无法|無法|不可|不能)",
    r"多数のアクセス|不正なアクセス|異常なアクセス|비정상적인 접속|자동 ?입력 ?방지|お住まいの地域.{0,8}(?:ご利用|ご覧)",
    r"(?:tráfico inusual|trafic (?:inhabituel|anormal)|traffico (?:insolito|anomalo)|tráfego incomum|ungewöhnliche[rn]? (?:daten)?verkehr)",
    r"(?:eres|é|sei|êtes|sie ein) (?:un |une |bien )?(?:humano|umano|humain|mensch)|automatisierte (?:anfragen|zugriffe)",
    r"(?:я|вы|а) не робот|похожи на автоматическ|لست روبوت|نشاط غير (?:معتاد|عادي)",
)
"""A check for humans, or a refusal."""

CHALLENGE_MARKUP = re.compile(
    r"""(?:class|id|src|name|data-[a-z]+)=["']?[^"'>]{0,200}(?:captcha|challenge-(?:form|platform|running|error)|turnstile)""",
    re.IGNORECASE,
)
"""Scripts and forms of such checks."""

NOT_FOUND = _any(
    r"\b404\b",
    r"(?:page|article|story|document|url|content|link|site) (?:you (?:are|were) looking for )?(?:was |is |could |can |has been )?"
    r"(?:not|n't|no longer|cannot) ?(?:be )?(?:found|available|exist|exists)",
    r"not found",
    r"page (?:does ?n[o']t|doesn’t) exist",
    r"(?:has|have) been (?:removed|deleted|taken down)",
    r"no longer (?:available|exists?)",
    r"(?:can't|cannot|can’t|couldn't|couldn’t|could not) find (?:that|this|the) page",
    r"(?:页面|頁面|网页|網頁|文章|内容|內容|新闻|新聞|链接|信息|帖子).{0,12}(?:不存在|不見了|不见了|已删除|已刪除|已被.{0,6}[删刪]除|找不到|未找到|已下架|已下线|已失效|无法找到|無法找到|走丢)",
    r"(?:找不到|未找到|无法找到|無法找到|沒有找到|没有找到).{0,10}(?:页面|頁面|网页|網頁|文章|内容|內容|檔案|文件)",
    r"(?:ページ|記事).{0,16}(?:見つかりません|見つかりませんでした|存在しません|削除され|ありません|掲載を終了)|掲載期間.{0,6}終了|公開を終了",
    r"(?:페이지|기사).{0,16}(?:찾을 수 없|존재하지 않|삭제)",
    r"seite (?:wurde |konnte )?(?:leider )?nicht (?:gefunden|verfügbar|vorhanden)|nicht mehr verfügbar|seite existiert nicht",
    r"page (?:introuvable|non trouvée|n['’]existe (?:pas|plus))|contenu (?:introuvable|supprimé)",
    r"página no (?:encontrada|existe|disponible)|no (?:se )?encontra(?:mos|do|da)",
    r"página não (?:encontrada|existe)|não (?:foi )?encontrad[oa]",
    r"pagina non (?:trovata|esiste|disponibile)|pagina niet gevonden|nie znaleziono|strona nie istnieje",
    r"страница не (?:найдена|существует)|статья (?:не найдена|удалена)|сторінк[ау] не знайдено",
    r"(?:page|article|story|document|content) (?:can['’]t|can ?not|couldn['’]t|could not|isn['’]t|wasn['’]t) (?:be )?(?:found|available|there)|nothing (?:was |were )?found",
    r"ничего не найдено|(?:материал|страница|статья|новость|публикация) .{0,16}удал[её]н|la (?:noticia|página) ya no (?:está|existe)|notizia non (?:trovata|disponibile)",
    r"الصفحة غير موجودة|لم يتم العثور|sayfa bulunamadı|không tìm thấy|halaman tidak ditemukan|sidan (?:kunde inte hittas|finns inte)",
)
"""Words of a "not found" page that was sent with status 200."""

CONSENT = _any(
    r"before you (?:continue|proceed)",
    r"we (?:value|care about|respect) your privacy",
    r"(?:accept|manage|reject)(?: all)? (?:cookies|cookie settings)",
    r"cookie (?:consent|settings|preferences)",
    r"(?:we|and our partners|partners).{0,60}(?:use|store).{0,40}cookies",
    r"consent (?:to|choices|management)|privacy (?:settings|choices|preferences)",
    r"personali[sz]ed (?:ads|advertising)",
    r"einwilligung|zustimm(?:en|ung)|(?:mit|ohne) werbung.{0,30}(?:lesen|weiter)|werbefrei|datenschutzeinstellungen|akzeptieren und weiter",
    r"(?:accepter|refuser|continuer sans accepter|gérer mes choix|paramétrer les cookies)|vie privée",
    r"aceptar (?:todas|y continuar|cookies)|tu privacidad|su privacidad|aceitar (?:todos|cookies)|sua privacidade",
    r"accetta (?:tutti|e continua|i cookie)|la tua privacy|rifiuta",
    r"alles accepteren|jouw privacy|akkoord|zgadzam się|twoja prywatność|souhlasím",
    r"同意.{0,12}(?:cookie|隐私|隱私|继续|繼續|并继续)|(?:cookie|クッキー).{0,20}(?:同意|使用|利用)|隐私(?:政策|设置|声明).{0,12}同意",
    r"쿠키.{0,20}(?:동의|사용)|개인정보.{0,12}동의|принять (?:все )?(?:cookie|куки)|файл(?:ы|ов) cookie",
    r"(?:accept|reject|agree|disagree) (?:to )?all\b|(?:agree|accept) and (?:close|continue)|withdraw (?:your )?consent|(?:use|store|set)s? cookies|\d partners",
    r"alle (?:akzeptieren|ablehnen|annehmen)|nur notwendige|personalisierte (?:werbung|anzeigen)|partner.{0,60}cookies",
    r"tout (?:accepter|refuser)|partenaires.{0,60}(?:cookies|stock)|publicités? personnalisée",
    r"(?:aceptar|rechazar) todo|(?:usamos|utilizamos) cookies|nuestros socios|publicidad personalizada|(?:aceitar|rejeitar) tudo|nossos parceiros|publicidade personalizada",
    r"rifiuta tutt[oi]|nostri partner|pubblicità personalizzata|alles (?:weigeren|afwijzen)|onze partners|gepersonaliseerde advertenties|odrzuć wszystk|tümünü (?:kabul et|reddet)",
    r"合作[伙夥]伴[^。]{0,40}cookie|cookie[^。]{0,40}(?:个性化|個人化)|(?:个性化|個人化)[广廣]告|(?:接受|同意|拒绝|拒絕|允许|允許)(?:全部|所有)|全部(?:接受|同意|拒绝|拒絕|允许|允許)|[重尊][视視重]您的[隐隱]私|[隐隱]私[权權]?[设設][置定]",
    r"(?:すべて|全て)(?:に|を)?(?:同意|拒否|許可)|同意して(?:続|進)|プライバシー設定|모두 (?:동의|거부|허용)|맞춤형? 광고|개인정보 보호 설정",
    r"(?:принять|отклонить|разрешить) вс[её]|персонализированн[а-я]+ реклам|наши партн[её]ры|(?:ценим|уважаем) вашу конфиденциальность|настройки конфиденциальности",
    r"(?:قبول|رفض) (?:الكل|الجميع)|ملفات تعريف الارتباط|إعلانات مخصصة|خصوصيتك|إعدادات الخصوصية",
)
"""Wording that asks for consent to cookies and advertising."""

PAYWALL = _any(
    r"subscribe (?:now )?(?:to (?:continue|read|keep reading|unlock)|for (?:full|unlimited))",
    r"(?:continue|keep) reading (?:with|by|for)|to (?:continue|keep) reading|read the full (?:story|article)",
    r"(?:subscriber|member|premium)s?[- ](?:only|exclusive)|(?:only|exclusive(?:ly)?) (?:for|to) (?:subscribers|members)",
    r"(?:already a (?:subscriber|member)|already have an? (?:account|subscription))",
    r"you(?:'ve| have|’ve) (?:reached|used|read) (?:your|all|the).{0,30}(?:limit|free|articles)",
    r"(?:log|sign) in to (?:read|continue|view)|start your (?:free )?(?:trial|subscription)|unlock this (?:article|story)",
    r"(?:订阅|訂閱|付费|付費|会员|會員|vip)[^\s。，、|•]{0,12}(?:后|後|可|阅读|閱讀|查看|专享|專享|獨享|全文|继续|繼續|文章)|(?:登录|登入|登錄).{0,8}(?:阅读|閱讀|查看|继续|繼續|觀看)",
    r"(?:阅读|閱讀|查看|解锁|解鎖)(?:全文|完整|更多).{0,12}(?:订阅|訂閱|会员|會員|付费|付費|登录|登入)|剩余.{0,8}付费|試閱|试读",
    r"有料(?:会員|プラン).{0,6}(?:限定|専用|のみ|の方|向け)|有料記事|会員限定|(?:ログイン|会員登録|購読).{0,16}(?:続き|全文|読)|続きを読むには|残り\s?\d+\s?文字",
    r"유료 ?(?:회원|기사|구독)|구독(?:하|자|을).{0,12}(?:전문|계속|이용|이어|읽)|(?:구독자|유료 ?회원|회원)(?:만| 전용)|로그인.{0,10}(?:전문|계속|보실)",
    r"(?:jetzt|mit) .{0,20}abo(?:nnieren|nnement)?\b.{0,20}(?:lesen|weiter|testen)?|weiterlesen mit|nur für abonnenten|exklusiv für abonnenten",
    r"réservé (?:à nos|aux) abonnés|(?:abonnez-vous|s['’]abonner).{0,30}(?:lire|suite|continuer|accéder)|il vous reste.{0,20}à lire",
    r"(?:exclusivo|solo|sólo) para (?:suscriptores|assinantes)|suscr[ií]bete.{0,20}(?:seguir|leer|continuar)|assine.{0,20}(?:ler|continuar)",
    r"(?:riservato|esclusiva) (?:agli|per gli) abbonati|abbonati (?:per|e) (?:continuare|leggere)|alleen voor abonnees|lees verder met",
    r"(?:للمشتركين|للأعضاء) فقط|اشترك.{0,20}(?:لمتابعة|لقراءة|للقراءة)|dostęp tylko dla|abone ol.{0,20}oku",
    r"(?:только для|доступн[оаы]?(?: только)?) подписчик|оформите подписку|tylko dla (?:subskrybentów|prenumeratorów)|abonelere özel|för prenumeranter",
)
"""Wording that sells the rest of the text."""

NEEDS_SCRIPTS = _any(
    r"(?:enable|turn on|requires?|need(?:s)?|activate|without) (?:your )?java ?script",
    r"java ?script (?:is |must be |to be )?(?:disabled|required|enabled|needed)",
    r"(?:启用|啟用|开启|開啟|打开|使用).{0,8}java ?script|java ?script.{0,12}(?:禁用|停用|支持|有効|無効|활성|사용|aktiv|activ|включ|habilit|attiv)",
    r"(?:aktivieren|activez|active|habilite|habilita|attiva|abilita|включите|włącz|ativ[ae]).{0,16}java ?script",
    r"browser (?:is |are )?(?:not|no longer) supported|(?:浏览器|瀏覽器)(?:版本)?(?:过低|過低|不支持|不支援)",
)
"""A shell that a script would fill."""

CONSENT_PATH = re.compile(
    r"/(?:[a-z\-]*consent[a-z\-]*|privacy-?(?:wall|gate)|cookie-?wall|cmp)(?:[/?.]|$)", re.IGNORECASE
)
LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|sso|auth|account/login|subscribe)(?:[/?.]|$)", re.IGNORECASE)
NOT_FOUND_PATH = re.compile(r"/(?:404|not-?found|error(?:-?page)?|page-?not-?found)(?:[/?.]|$)", re.IGNORECASE)
HOME_PATH = re.compile(r"^/?(?:(?:index|default|home)\.[a-z]+)?$", re.IGNORECASE)
"""The home page."""

LIST_PATH = re.compile(
    r"/(?:tags?|topics?|category|categories|sections?|authors?|search|page|archives?|list|channel)(?:/|\?|$)|[?&]page=",
    re.IGNORECASE,
)
"""Folders that content systems use for lists."""
