"""Why a sentence is no mention although it sounds like one: the traps of the labelling guidelines.

Most are signs, which the scorecard weighs against the rest; few decide alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from nlp.context import Context, register_attributes
from nlp.text import Kind
from nlp.zones import is_footer

SENSITIVE = re.compile(
    r"\b(?:cancer|chemo\w*|tumou?r|passed away|passed on|died (?:on|last|in|at|this)|funeral|"
    r"divorc\w*|miscarr\w*|bereave\w*|hospice|biops\w*|oncolog\w*|"
    r"in (?:the )?(?:rehab|icu|intensive care)|suicid\w*|overdose|diagnos\w*|stroke|heart attack|"
    r"affair|aa meeting|drinking again|gambling|"
    r"alcoholic|domestic violence|terminal(?:ly)?|palliative|lost (?:the|her|his|their) baby|"
    r"separated from|left (?:his|her|me for|my) (?:wife|husband|another)|"
    r"depress(?:ed|ion)|breakdown last|in (?:strict )?confidence|between us|don['’]t tell|wake is|"
    r"wreath|condolences|dementia diagnosis)\b",
    re.I,
)
RESOLVED = re.compile(
    r"\b(?:sorted|fixed|solved|resolved|all (?:good|done|fine|sorted|well|clear)|mended|"
    r"no longer (?:a|an) (?:problem|issue)|back (?:up|on|online|working)|"
    r"found (?:a|an|one|someone|somebody|him|her|it|us)|(?:we|I|he|she|they)(?:['’]ve| have|['’]s|"
    r" has) (?:found|got|signed|hired|taken on|settled)|got (?:it|that|them) (?:sorted|fixed|back|"
    r"working|done)|"
    r"paid (?:up|in full|at last|yesterday|today|us)|came (?:good|through|back)|signed (?:up|off|the)|"
    r"working (?:again|now|fine|perfectly|a treat)|"
    r"(?:is|are|was|were|has been|have been|['’]s been|got) (?:repaired|replaced|refunded|renewed|"
    r"approved|granted|delivered|cleared|filled|settled|sealed|mended|booked|signed)|"
    r"turned up (?:fine|in the end)|false alarm|panic over|thanks to your|your (?:man|guy|lady|woman|"
    r"fella|contact|chap) (?:came|did|was|sorted|fixed|found|saved)|like new|"
    r"since then (?:no|not|it)|problem solved|at last|cured|purrs|purring)\b",
    re.I,
)
NEGATED = re.compile(
    r"\b(?:no (?:complaints?|problems?|issues?|trouble|worries|bother|need|rush|drama|leaks?|sign of|"
    r"longer need|surprises)|never (?:a |an |had a |had any |been |once |missed|better|any |late|"
    r"wrong|fails?|failed)|"
    r"not (?:short of|complaining|looking|a problem|an issue|struggling|worried|in the market|after|"
    r"selling|hiring|moving|that we need|because|one complaint)|nothing (?:wrong|to complain|to worry|"
    r"broken|missing|needed|outstanding|leaks?)|"
    r"(?:don['’]?t|doesn['’]?t|do not|does not|won['’]?t|didn['’]?t) (?:need|want|require|"
    r"have any (?:trouble|problem)|have a problem)|isn['’]?t (?:a|the|an) (?:problem|issue)|"
    r"(?:is|are|['’]s|['’]re) (?:fine|grand|lovely|great|perfect|brilliant|happy|spotless|excellent|"
    r"flawless|running like|solid|a dream|ok|okay|sound|on time)|couldn['’]?t be (?:happier|better)|"
    r"without (?:a hitch|any trouble|a single|incident|a murmur)|on time every|very happy|happy with|"
    r"works (?:fine|perfectly|well|like)|can['’]t fault|touch wood|never been)\b",
    re.I,
)
HYPOTHETICAL = re.compile(
    r"(?:^|[,;:–—\"] ?|\band |\bbut |\bso |\bbecause )(?:if (?:ever|we ever|the|a|an|one|it|we|I|he|"
    r"she|they|that|your|my|our|you) (?:[\w'’]+ ){0,4}?(?:ever|were|had|was|should|fell|broke|went|"
    r"goes|breaks|fails|leaves|left|quit|lost|died|dies|gets|got|comes|came|stopped|did)|suppose\b|"
    r"imagine\b|were (?:I|we|he|she|it)\b|had (?:I|we|he|she)\b|should (?:the|it|we) )"
    r"|\b(?:would be (?:in trouble|lost|stuck|ruined|sunk)|we['’]d be (?:in|lost|stuck|sunk|ruined|"
    r"done)|I['’]d be (?:in|lost|stuck|sunk|done)|in theory|hypothetical\w*|what if|one day|some day|"
    r"someday|in case|worst case|for example|"
    r"for instance|say (?:a|an|the|your)\b|might one day|as a rule|rule of thumb|joking|kidding|"
    r"in a dream|dreamt|dreamed|I dream|always (?:get|check|keep|ask|have)|never (?:hire|sign|trust|"
    r"buy|let)|people (?:always|often|who)|most (?:firms|people|businesses|companies))\b",
    re.I,
)
PAST = re.compile(
    r"\b(?:back in (?:the )?(?:\d|19|20|my|those|those days|our)|in (?:19\d\d|20[01]\d|"
    r"the (?:eighties|nineties|seventies|sixties|80s|90s|70s))|years ago|decades ago|used to (?:be|"
    r"have|lose|get|go|pay|spend)|"
    r"when (?:I|we) (?:were|was|started|began|first|ran|had)|at my (?:last|old|previous)|in (?:my|"
    r"our) (?:last|old|previous|day|first)|once (?:had|lost|upon)|those days|before (?:the pandemic|"
    r"covid|the war|my time)|"
    r"the year (?:we|of|I|that)|as a (?:boy|girl|lad|child)|in my (?:twenties|thirties)|"
    r"last (?:century|decade)|in the old days)\b",
    re.I,
)
HANDLED = re.compile(
    r"\b(?:(?:is|are|['’]s|['’]re|am|['’]m) (?:on it|on the case|dealing with|handling|sorting|"
    r"looking after|seeing to|taking care|fixing|replacing|coming (?:on|at|to|this|tomorrow)|already|"
    r"booked|seeing|meeting)|"
    r"(?:booked|hired|engaged|appointed|commissioned|instructed|ordered|assigned|arranged|retained|"
    r"shortlisted|lined up)\b|"
    r"(?:will|['’]ll|to) (?:sort|handle|deal with|fix|take care of|see to|look after|mend|"
    r"collect) (?:it|that|them|this)|(?:starts?|starting|begins?|comes?|coming|due|arrives?|"
    r"arriving) (?:on |in |at |this )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|"
    r"Tues?|Weds?|Thurs?|Fri|next week|tomorrow|the \d|\d)|"
    r"we['’]?(?:ve| have) (?:got )?(?:a|an|someone|somebody|our|the) (?:\w+ )?(?:on it|coming|"
    r"lined up|booked|in|starting|new)|already (?:have|has|got|hired|booked|sorted|signed|on|with|"
    r"dealing|in|spoken|talking)|under control|in hand|no action|leave it with (?:me|us)|"
    r"(?:nephew|son|brother|cousin|daughter|wife|husband|sister) (?:is|['’]s) (?:doing|sorting|fixing|"
    r"handling|building)|it['’]s (?:all )?in hand|they['’]re replacing|has (?:it|them|this|"
    r"that) in hand|in this sprint)\b",
    re.I,
)
OFFER = re.compile(
    r"\b(?:(?:happy|glad|delighted|pleased) to (?:help|share|lend|introduce|put|send|connect|do|come|"
    r"give|show)|(?:I|we) (?:can|could|will|['’]ll|would|['’]d) (?:gladly |happily |also |always |"
    r"easily )?(?:lend|introduce|put you|send you|give you|help you|offer|do it for|spare|show you|"
    r"teach|connect you|recommend|pass)|"
    r"(?:I|we)['’](?:ll|d) (?:gladly |happily )?(?:lend|introduce|put you|send you|give you|help|"
    r"do it|spare|show|teach|connect|pass)|yours (?:if|for)|free (?:to a|of charge|for)|going (?:free|"
    r"spare|begging)|no charge|let me (?:know if you need|introduce|put you|help)|"
    r"if (?:you|u|your|any of you|you or|ye|anyone)(?:['’]?re| (?:ever |or |are |guys |members |"
    r"[\w]+ )*)? ?(?:ever )?(?:need|needs|want|wants|looking|stuck|short|are short|fancy|require)|"
    r"should you (?:need|want|ever)|shout if you|give (?:me|us) a (?:shout|ring|bell) if|you(?:['’]re|"
    r" are) welcome to|help yourself|I know (?:a|just|someone|the very)|I['’]ve (?:got )?(?:a|"
    r"just the) (?:man|woman|person|guy|lady|firm) for)\b",
    re.I,
)
PITCH = re.compile(
    r"\b(?:(?:struggling|fed up|tired|sick|drowning|worried|losing|wasting|"
    r"frustrated)\b[^.?!]{0,60}\?|(?:is|are) your \w+[^?]{0,50}(?:costing|leaking|slow|letting|ready|"
    r"safe|secure|compliant|suffering|putting|holding|giving|killing)[^?]*\?|still (?:chasing|using|"
    r"doing|paying|wasting|struggling|relying)\b[^.?!]*\?|"
    r"our (?:platform|solution|software|clients save|app|award|proven|team of experts|tool|service|"
    r"services|experts)|book a (?:demo|call|slot)|free (?:demo|trial|audit|consultation|quote|webinar|"
    r"assessment)|save (?:up to )?\d+%|case stud|clients like you|businesses like yours|"
    r"companies like yours|firms like yours|15 minutes|we help|lost revenue|webinar)",
    re.I,
)
QUOTED = re.compile(
    r"\b(?:(?:you|she|he|they|I) (?:wrote|said|sent)|(?:e-?mail|message|letter|text|note) (?:from|of|"
    r"dated)|scroll up|old (?:e-?mail|message|text)|dated)\b[^.?!]{0,60}[\"“']",
    re.I,
)
THIRD_PARTY = re.compile(
    r"\b(?:did you (?:see|hear|read)|have you (?:seen|heard|read)|in the (?:paper|papers|news|ft|"
    r"times|guardian|herald|gazette)|on the (?:news|radio|telly|tv)|according to|read (?:that|about|"
    r"somewhere)|reports? (?:say|said)|the (?:government|ministry|minister|municipality|mayor|premier|"
    r"president|"
    r"chancellor|prime minister)|apparently the|they say|rumou?r|gossip|headline|podcast (?:about|"
    r"said|on)|speaker said|article (?:about|on|says)|news (?:says|said)|some (?:fella|bloke|guy|"
    r"woman|man|lad) (?:on|in|at)|I see (?:the|that)|stranger|some celebrity|documentary|episode)\b",
    re.I,
)
SERVICE = re.compile(
    r"\b(?:your|ur|yer) (?:[\w'’-]+ ){0,3}?(?:invoice|invoices|driver|drivers|team|man|men|lads|lad|"
    r"girl|people|guy|guys|fitter|fitters|engineer|engineers|technician|delivery|deliveries|order|"
    r"service|office|site|system|portal|app|website|accounts|out of hours|crew|van|work|repair|"
    r"report|reports|plant|product|products|batch|quote|staff|colleague|colleagues|helpline|agency|"
    r"company|firm|shop|line|box|boxes|software|platform|update|bill|candidate|parts?|labels?|glue|"
    r"coffee|flour|bread|machines?|printer|replacement|last (?:batch|delivery|order))\b"
    r"|\byou(?:['’]ve| have| were| are|['’]re| lot| people| guys)? (?:sent|send|delivered|promised|"
    r"forgot|charged|invoiced|billed|shipped|missed|said (?:it|you)|late|owe|supplied|installed|"
    r"fitted|printed|never|still (?:haven|owe)|haven['’]t|didn['’]t)\b|\bwe ordered\b|"
    r"\bplease (?:look into|credit|refund|replace|explain|collect)\b|\bnot what (?:we|I) (?:ordered|"
    r"asked)\b",
    re.I,
)
TEAM = re.compile(
    r"\b(?:bug|sprint|ticket|jira|pull request|deploy\w*|standup|stand-up|staging|merge|backlog item|"
    r"release|regression|PR|unit tests?|export button|action(?: item)?s?|minutes of|rota|to-?do|"
    r"agenda item|slide deck|the deck)\b",
    re.I,
)
SMALLTALK = re.compile(
    r"\b(?:weather|rain(?:ing|ed)?|snow(?:ed|ing)?|traffic|parking (?:is|was|sucked|nightmare)|"
    r"the match|football|rugby|cricket|hangover|knackered|exhausted|the kids are|jet ?lag\w*|hayfever|"
    r"world cup|goalkeeper|referee|sunburn|coffee (?:is|was)|M25|motorway|roadworks)\b",
    re.I,
)
FIRST_PERSON = re.compile(r"\b(?:I|my|our|we|us|me|ours|mine)\b", re.I)
TOLD = re.compile(
    r"\b(?:he|she|they|his|her|their|says?|said|asked|asks|told|wants|needs|(?:our|my) (?:friends?|"
    r"neighbou?rs?|sister|brother|cousin|nephew|niece|"
    r"uncle|aunt|clients?|mother|father|mum|dad|son|daughter)|[A-Z][a-z]+ at|Mr|Mrs|Ms|Dr|who (?:owns|runs))\b"
)
SETTLED_BY_NEXT = re.compile(
    r"^\W*(?:all |but |it['’]?s |they['’]?re |we['’]?ve |now |anyway,? |and )*(?:sorted|fixed|solved|"
    r"resolved|found|back up|working again|mended|we found|problem solved|not any ?more|no longer|"
    r"until (?:yesterday|last|today)|(?:he|she|they|it)(?:['’]s| has| have|"
    r"['’]ve) (?:been )?(?:sorted|fixed|paid|come back|replaced|mended))\b",
    re.I,
)
_SIGNS = (
    ("sensitive", SENSITIVE),
    ("service", SERVICE),
    ("quoted", QUOTED),
    ("pitch", PITCH),
    ("offer", OFFER),
    ("third-party", THIRD_PARTY),
    ("resolved", RESOLVED),
    ("handled", HANDLED),
    ("hypothetical", HYPOTHETICAL),
    ("past", PAST),
    ("negated", NEGATED),
    ("internal", TEAM),
    ("smalltalk", SMALLTALK),
)


def find_signs(sentence: str, context: Context) -> tuple[str, ...]:
    """Every trap that a sentence looks like; none of them decides alone."""
    signs = [reason for reason, pattern in _SIGNS if pattern.search(sentence)]
    if SETTLED_BY_NEXT.search(context.after):
        signs.append("settled by next")
    if HANDLED.search(context.after):
        signs.append("handled by next")
    if context.by_user and FIRST_PERSON.search(sentence):
        signs.append("first person of user")
    return tuple(signs)


def find_trap(sentence: str, context: Context, *, request: bool) -> str:
    """The trap that alone makes a sentence no mention, or ""."""
    if is_footer(sentence):
        return "automated"
    if context.by_user and FIRST_PERSON.search(sentence) and not TOLD.search(sentence):
        return "own"
    return "sensitive" if not request and SENSITIVE.search(sentence) else ""


@Language.factory("followup_filters", requires=["doc._.hits"], assigns=["doc._.verdict"])
def make_filters(nlp: Language, name: str) -> Filters:
    """The component under its registered name."""
    register_attributes()
    return Filters()


class Filters:
    """Says which traps a sentence looks like, and whether one of them decides."""

    def __call__(self, doc: Doc) -> Doc:
        request = bool(doc._.hits) and doc._.hits[0].kind is Kind.REQUEST
        doc._.verdict = replace(
            doc._.verdict,
            trap=find_trap(doc.text, doc._.context, request=request),
            signs=find_signs(doc.text, doc._.context),
        )
        return doc
