"""Machine names and labels of attributes, each made from the other where a feed gives only one."""

from __future__ import annotations

import re
from functools import lru_cache

KNOWN = (
    "2D 3D 3G 4G 5G AC ANSI CD CMOS CPU DC DDR DDR2 DDR3 DDR4 DIMM DLP DRAM DSL DVD DVI DVR ECC EPEAT FSB FTP GPS GPU"
    " GSM HD HDD HDMI HDR HTTP HTTPS IEEE IP IPS IR ISO LAN LCD LED LTE MAC MIDI MMC MP3 MP4 MPN NFC OLED PC PCI PDF"
    " PIN PS QR RAID RAM RFID RGB RJ RMS ROM SATA SD SIM SMS SSD TDP TFT TV UK UPC UPS URL US USB UV VESA VGA VoIP VPN"
    " WAN WiMAX WLAN WPA WPS"
)
ACRONYMS = {word.lower(): word for word in KNOWN.split()}
PARENTHESIS = re.compile(r"^(.+)__(.+)_$")
VERSION = re.compile(r"(?<!\d)(\d)_(\d)(?!\d)")
NOT_WORD = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=65_536)
def label_of(name: str) -> str:
    """What a shopper reads for a machine name: display_diagonal -> Display diagonal, usb_2_0_ports -> USB 2.0 ports."""
    parted = PARENTHESIS.match(name)
    if parted:
        return f"{label_of(parted[1])} ({_words(parted[2])})"
    words = _words(name)
    return words[:1].upper() + words[1:] or name


@lru_cache(maxsize=65_536)
def name_of(label: str) -> str:
    """The machine name of a label: Battery life -> battery_life."""
    return NOT_WORD.sub("_", label.casefold()).strip("_") or label


def _words(name: str) -> str:
    spaced = VERSION.sub(r"\1.\2", name).replace("wi_fi", "Wi-Fi").replace("_", " ")
    return " ".join(ACRONYMS.get(word.lower(), word) for word in spaced.split())
