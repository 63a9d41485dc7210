"""The names of the months, whole and short, in the languages of the pages that we read."""

from __future__ import annotations

import unicodedata

_NAMES = (
    "jan january januar janvier janv enero gennaio janeiro января январь styczeń stycznia ιανουάριος ιανουαρίου "
    "ιαν januari "
    "leden ledna ocak янв sty ene січня січень януари januára január ianuarie siječnja jaanuar tammikuuta "
    "tammikuu ינואר يناير "
    "जनवरी জানুয়ারি มกราคม ม.ค",
    "feb february februar février fevrier fév febrero febbraio fevereiro fev февраля февраль luty lutego φεβρουάριος "
    "φεβρουαρίου φεβ februari únor února şubat фев lut févr лютого лютий февруари február februára februarie veljače "
    "veebruar helmikuuta helmikuu פברואר فبراير फरवरी ফেব্রুয়ারি กุมภาพันธ์ ก.พ",
    "mar march märz mars marzo março marco марта март marzec marca μάρτιος μαρτίου μαρ maart březen března mart "
    "maret мар "
    "mrz marz березня березень március marec martie ožujka märts maaliskuuta maaliskuu mrt מרץ مارس मार्च মার্চ "
    "มีนาคม มี.ค",
    "apr april avril avr abril aprile апреля апрель kwiecień kwietnia απρίλιος απριλίου απρ duben dubna nisan "
    "апр kwi abr "
    "квітня квітень април április apríl apríla aprilie travnja aprill huhtikuuta huhtikuu אפריל أبريل ابريل "
    "अप्रैल এপ্রিল "
    "เมษายน เม.ย",
    "may mai mayo maggio maio мая май maj maja μάιος μαΐου μαίου μαϊ μάϊος mei květen května mayıs mag травня "
    "травень május "
    "máj mája svibnja toukokuuta toukokuu מאי مايو मई মে พฤษภาคม พ.ค",
    "jun june juni juin junio giugno junho июня июнь czerwiec czerwca ιούνιος ιουνίου ιουν červen června haziran "
    "июн cze giu "
    "червня червень юни június jún júna iunie lipnja juuni kesäkuuta kesäkuu יוני يونيو जून জুন มิถุนายน มิ.ย",
    "jul july juli juillet juil julio luglio julho июля июль lipiec lipca ιούλιος ιουλίου ιουλ červenec července "
    "temmuz июл "
    "lip lug липня липень юли július júl júla iulie srpnja juuli heinäkuuta heinäkuu יולי يوليو जुलाई জুলাই "
    "กรกฎาคม ก.ค",
    "aug august août aout agosto августа август sierpień sierpnia αύγουστος αυγούστου αυγ augustus srpen srpna ağustos "
    "agustus agu авг sie ago серпня серпень augusztus augusta kolovoza elokuuta elokuu אוגוסט أغسطس अगस्त আগস্ট "
    "สิงหาคม ส.ค",
    "sep sept september septembre septiembre settembre setembro сентября сентябрь wrzesień września σεπτέμβριος "
    "σεπτεμβρίου σεπ září eylül сен wrz set вересня вересень септември szeptember septembra septembrie rujna syyskuuta "
    "syyskuu ספטמבר سبتمبر सितंबर সেপ্টেম্বর กันยายน ก.ย",
    "oct october oktober octobre octubre ottobre outubro out октября октябрь październik października οκτώβριος "
    "οκτωβρίου "
    "οκτ okt říjen října ekim окт paź ott жовтня жовтень октомври október októbra octombrie oktoober lokakuuta lokakuu "
    "אוקטובר أكتوبر अक्टूबर অক্টোবর ตุลาคม ต.ค",
    "nov november novembre noviembre novembro ноября ноябрь listopad listopada νοέμβριος νοεμβρίου νοε kasım ноя lis "
    "листопада листопад ноември novembra noiembrie studenoga studenog marraskuuta marraskuu נובמבר نوفمبر नवंबर "
    "নভেম্বর "
    "พฤศจิกายน พ.ย",
    "dec december dezember décembre decembre déc diciembre dicembre dezembro dic dez декабря декабрь grudzień grudnia "
    "δεκέμβριος δεκεμβρίου δεκ desember prosinec prosince aralık дек gru грудня грудень декември decembra decembrie "
    "detsember joulukuuta joulukuu des דצמבר ديسمبر दिसंबर ডিসেম্বর ธันวาคม ธ.ค",
)


def _bare(name: str) -> str:
    """A name in lower case and without accents: ``ΜΑΪΟΥ`` and ``Μαΐου`` are one, as ``fevrier`` and ``février`` are."""
    parts = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in parts if not 0x300 <= ord(c) <= 0x36F).rstrip(".").replace("ς", "σ")


_MONTHS = {_bare(name): number for number, names in enumerate(_NAMES, start=1) for name in names.split()}


def month(name: str) -> int | None:
    """The number of a month by its name, 1 to 12; None for any other word."""
    return _MONTHS.get(name.lower()) or _MONTHS.get(_bare(name))
