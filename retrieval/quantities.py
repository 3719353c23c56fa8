"""What looks like a model number and is none: measures, counts, sizes and the names of technical standards."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 48
_UNITS = """
    b k kb mb gb tb pb kib mib gib tib bit bits byte bytes kbps mbps gbps kbit mbit gbit mb/s gb/s
    hz khz mhz ghz w kw mw watt watts wh kwh mwh mah ah v kv mv volt volts va kva a ma amp amps ohm ohms
    p i mp megapixel megapixels fps rpm db dba dbi lm lumen lumens lx lux nit nits cd ppm cpm ppi dpi
    mm cm dm m km in inch inches ft foot feet yd yard yards mil um µm μm nm mm2 m2 sqm sqft
    ns ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days wk week weeks
    mo month months y yr yrs year years am pm st nd rd th
    mg g kg gram grams kilo kilos lb lbs pound pounds oz ounce ounces t ton tons
    ml cl dl l liter liters litre litres gal gallon gallons pt qt cup cups c f °c °f degrees
    btu bar psi pa kpa hpa n nm j kj cal kcal x ch channel channels way bay bays port ports core cores key keys
    pc pcs pce piece pieces pk pack packs ct count pair pairs set sets sheet sheets page pages person people fold
    usd eur gbp cad aud jpy dollar dollars euro euros pounds bucks cents pct percent ply gsm tog denier
"""
_NUMBER = r"\d+(?:[.,/]\d+)*\+?"
_UNIT = "(?:" + "|".join(re.escape(unit) for unit in sorted(_UNITS.split(), key=len, reverse=True)) + "|[\"'%″′])"
_GAP = r"[\s\-_.]{0,2}"
_MEASURE = rf"[$€£¥~±<>=]?{_NUMBER}(?:{_GAP}{_UNIT}\.?)?"
# Four digits and one of these letters are a model (6730b, 8540p), not a measure; screens are the exception (1080p).
_MODEL_LETTER = re.compile(
    r"(?!(?:1080|1440|2160|4320)[pi])\d{4,}[abcdfhijnpsty]|\d{3}n|(?!(?:240|360|480|540|576|720|900)p)\d{3}p"
)
# 1920x1080 is a size, 40x5372 a part number: the two numbers of a size are of one order.
_PART_NUMBER = re.compile(r"\d{2}x\d{4,}|\d{3}x\d{5,}")
_QUANTITY = re.compile(
    rf"[$€£¥]?{_NUMBER}"
    rf"|{_MEASURE}(?:{_GAP}(?:x|×|by|to|/|-|–|and|&){_GAP}{_MEASURE}){{1,3}}(?:{_GAP}{_UNIT})?"
    rf"|{_MEASURE}(?:{_GAP}(?:long|wide|tall|deep|high|thick|old|round|max|minimum))?"
    r"|\d{1,2}[\s-]?in[\s-]?\d{1,2}"
)
_VERSION = r"\s?-?\d{1,2}(?:\.\d{1,2}){0,2}(?:[a-z]|[\s-]?gen\s?\d)?"
_NAMED = (
    "usb|usb-?[abc]|micro-?usb|hdmi|wi-?fi|bluetooth|bt|ddr|lpddr|gddr|pci-?e?|sata|cat|rj|rs|ipv|hdr|gen|type|thunderbolt|"
    "windows|win|android|ios|macos|displayport|dp|raid|level|class|size|grade|version|core|no|nr|step|page|web|tls|ssl|qi|"
    "opengl|directx|mpeg|ps/|lte|sd|uhs|vesa|wpa|smb|snmp|mini-?dp|tier|top|part|day|year|week|line|question|q"
)
_STANDARD = re.compile(
    rf"(?:{_NAMED}){_VERSION}"
    r"|mp[34]|[2-6]g|[23]d|[1248]k|a[0-6]|ip(?:\d{2}k?|x\d|\dx)|m\.2|x(?:4|8|16|64|86)|h\.?26[45]|802\.?[13x][\d.]{0,3}[a-z]{0,2}"
    r"|rs-?(?:232|422|485)|v\d{1,2}\.\d{1,2}|i[3579](?:-?\d{3,5}[a-z]{0,2})?|aes-?(?:128|192|256)|sha-?\d{1,3}"
    r"|ac(?:/\w)?|b2[bc]|p2p|[ny]2k|iso\s?-?\d{4,5}|rfc\s?-?\d{3,4}|windows-?(?:7|8|10|11)|office-?(?:365|20\d\d)"
)

_AMOUNT = re.compile(
    r"[$€£¥].*|\d{1,3}(?:[.,'\s]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{1,2}"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d"
)


def is_quantity(text: str) -> bool:
    """Whether the whole text is a measure ("24-inch"), a count ("10x"), a price, or a standard's name ("wifi6")."""
    if len(text) > _LONGEST:
        return False
    plain = _plain(text)
    if _MODEL_LETTER.fullmatch(plain) or _PART_NUMBER.fullmatch(plain):
        return False
    return _QUANTITY.fullmatch(plain) is not None or _STANDARD.fullmatch(plain) is not None


def is_amount(text: str) -> bool:
    """Whether a text without letters is written as an amount ("1,000,000.00") or a date, and not as a part number."""
    return len(text) <= _LONGEST and _AMOUNT.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip(" \t\n.,;:!?()[]")
