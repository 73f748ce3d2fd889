"""Mail domains: which one says that two people work together."""

PUBLIC = frozenset({
    "163.com", "aol.com", "bigpond.com", "bluewin.ch", "blueyonder.co.uk", "btinternet.com", "btopenworld.com",
    "comcast.net", "cox.net", "earthlink.net", "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch",
    "gmx.com", "gmx.de", "gmx.net", "google.com", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com",
    "hotmail.de", "hotmail.fr", "icloud.com", "laposte.net", "libero.it", "live.co.uk", "live.com", "mac.com",
    "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com", "ntlworld.com", "optusnet.com.au", "orange.fr",
    "outlook.com", "outlook.de", "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com", "rocketmail.com",
    "sbcglobal.net", "sfr.fr", "shaw.ca", "sky.com", "t-online.de", "talktalk.net", "telus.net", "tiscali.co.uk",
    "tutanota.com", "verizon.net", "virginmedia.com", "wanadoo.fr", "web.de", "xtra.co.nz", "yahoo.ca", "yahoo.co.in",
    "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru", "ymail.com", "zoho.com",
})  # fmt: skip
"""Where anybody can have an address: sharing one of these says nothing."""


def own_domain(address: str) -> str:
    """The domain of an address in lower case, where it is an organisation's own; else empty."""
    domain = address.strip().lower().rpartition("@")[2] if "@" in address else ""
    return "" if domain in PUBLIC else domain
