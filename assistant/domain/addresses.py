"""Mail addresses that stand for a desk, a firm or a family: whoever writes from one may be anybody there."""

import re

_DESKS = frozenset({
    "abuse", "account", "accounting", "accounts", "accountspayable", "admin", "administracion", "administration",
    "alerts", "all", "amministrazione", "anfrage", "ap", "ar", "bestellung", "biuro", "billing", "board", "booking",
    "bookings", "bookkeeping", "buchhaltung", "buero", "bureau", "careers", "commercial", "compliance", "comptabilite",
    "concierge", "contact", "contacto", "contactus", "contato", "contatti", "customercare", "customerservice",
    "customersupport", "direction", "dispatch", "donotreply", "empfang", "enquire", "enquiries", "enquiry", "everyone",
    "facturacion", "family", "feedback", "finance", "frontdesk", "geschaeftsfuehrung", "general", "hallo", "hello",
    "help", "helpdesk", "hola", "hostmaster", "hr", "humanresources", "info", "infodesk", "infos",
    "inbox", "information", "inquiries", "inquiry", "invoice", "invoices", "it", "itsupport", "jobs", "kontakt",
    "kontor", "kundenservice", "kanzlei", "legal", "list", "lists", "logistics", "mail", "mailbox", "mailer",
    "mailerdaemon", "management", "marketing", "media", "members", "membership", "news", "newsletter", "noreply",
    "notification", "notifications", "notify", "office", "officemanager", "operations", "ops", "order", "orders",
    "ordini", "partners", "payments", "payroll", "personal", "post", "postmaster", "praxis", "presse",
    "press", "procurement", "purchasing", "privacy", "quotes", "rechnung", "rechnungen", "reception", "receptionist",
    "recruiting", "recruitment", "redaktion", "registration", "reply", "reservations", "reservierung", "root", "sales",
    "schedule", "scheduling", "secretariat", "secretary", "security", "segreteria", "sekretariat", "service",
    "serviceclient", "services", "shop", "staff", "studio", "suggestions", "support", "supporto", "team", "tech",
    "technical", "technik", "ufficio", "undisclosed", "unsubscribe", "ventas", "vertrieb", "vendite", "verwaltung",
    "warehouse", "web", "webmaster", "welcome", "werkstatt", "workshop", "zentrale",
})  # fmt: skip
"""Local parts that name a desk, without the signs between their words."""

_BESIDE = frozenset({
    "accounts", "admin", "billing", "buero", "contact", "enquiries", "helpdesk", "info", "kontakt", "newsletter",
    "noreply", "notifications", "office", "orders", "reception", "reply", "sekretariat", "service", "support", "team",
})  # fmt: skip
"""Desks that stand so behind another word ("london.office"): none of them is anybody's family name."""

_BEFORE = _DESKS - frozenset({
    "all", "ap", "ar", "general", "hello", "hr", "it", "list", "mail", "personal", "post", "root", "web", "welcome",
})  # fmt: skip
"""Desks that stand so before another word ("info-berlin")."""

_FAMILY = re.compile(
    r"(the|les|los|die)[._-]\w{2,}s|the(?!a|o|re)\w{4,}s|fam[._-]\w+|(family|familie|famille|familia|famiglia)[._-]?\w*"
    r"|\w{3,}[._-]?(family|familie|household)|[a-z]+[._-](and|und|et)[._-][a-z]+([._-]\w+)?"
)


def is_shared_address(address: str) -> bool:
    """Whether an address stands for a desk, a firm or a family rather than for one person.

    `info@`, `london.office@`, `no-reply@`, `the.smiths@`, `anna.and.paul@`: by its local part alone, in whatever case.
    """
    local = address.strip().lower().partition("@")[0].partition("+")[0]
    words = [word for word in re.split(r"[\W\d_]+", local) if word]
    if not words:
        return bool(local)  # a number: a switchboard, a ticket
    is_desk = "".join(words) in _DESKS or words[0] in _BEFORE or (len(words) > 1 and words[-1] in _BESIDE)
    return is_desk or bool(_FAMILY.fullmatch(local))
