"""The phrases that the rules look for, a list a rule. British and American spellings, both kinds of apostrophes."""

import re
from collections.abc import Iterable


def _any(*phrases: str) -> list[re.Pattern[str]]:
    """Patterns that match whole words, whatever the case and white space; an apostrophe may be missing or curly."""
    spaced = (phrase.replace(" ?", r"\s*").replace(" ", r"\s+").replace("'", "['’]?") for phrase in phrases)
    return [re.compile(rf"(?<!\w)(?:{phrase})(?!\w)", re.IGNORECASE) for phrase in spaced]


def matches(patterns: Iterable[re.Pattern[str]], text: str) -> list[re.Match[str]]:
    """Where the patterns match, in order; of those that overlap, the first."""
    found: list[re.Match[str]] = []
    every = (match for pattern in patterns for match in pattern.finditer(text))
    for match in sorted(every, key=lambda match: (match.start(), -match.end())):
        if not found or match.start() >= found[-1].end():
            found.append(match)
    return found


_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|noon|then|christmas|easter)"
_WHEN = (
    rf"(?:by|before) (?:the )?(?:{_DAY}|(?:end|middle|start) of|next (?:week|month)|\d+(?:st|nd|rd|th)?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_COUNT = r"(?:\d+|a|an|one|two|three|four|five|six|seven|ten|a few|a couple of)"
_THEY = r"(?:they|he|she|it|·+|(?-i:(?!We|You|This|That|There|What|Who|If)[A-Z])\w+)"
_WILL = (
    r"(?:(?: will|'ll| is going to| are going to)(?! be (?:back|away|free|in|there|off|on|at))"
    r"(?! (?:write|call|ring|e?-?mail|phone|contact|answer|reply|send|tell|meet))"
    r"| can (?:have|finish|do|deliver|complete|get|start))"
)
_MONEY = r"(?:[£$€]\s?\d(?:[\d,.]*\d)?k?|\d(?:[\d,.]*\d)?\s?(?:pounds?|euros?|dollars?|quid|pence|eur|gbp|usd)(?!\w))"

SELLING = _any(
    # the best there is
    r"(?:best|world|first)[- ]in[- ]class|world[- ]class|first[- ]class(?! (?:post|stamp|ticket|mail))",
    r"best[- ]of[- ]breed|cutting[- ]edge",
    r"state[- ]of[- ]the[- ]art|game[- ]chang\w+|second to none",
    r"un(?:beatable|rivall?ed|matched|paralleled|missable)",
    r"(?:market|industry)[- ]leading|(?:the )?(?:market|industry) leaders?|award[- ]winning|top[- ]notch",
    r"(?:will not|won't|(?:can|could) not|can't) find (?:a |anybody |anyone )?(?:better|cheaper)",
    r"(?:is|be) a steal|(?:need|have|had better|must|ought)(?: to)? be quick",
    r"five[- ]star (?:service|reviews?|ratings?)",
    r"leading (?:providers?|firms?|suppliers?|experts?|specialists?|compan(?:y|ies)|names?)",
    r"(?:is|are|simply|truly|absolutely|really) (?:amazing|incredible|phenomenal|fantastic)|mind[- ]blowing",
    r"(?:amazing|incredible|phenomenal|fantastic|premier) (?:service|offer|firm|results?|prices?|deal|"
    r"team|value|provider)",
    r"revolutionary|one[- ]stop[- ]shop",
    r"(?:the|our|their|his|her) (?:very |absolute )?(?:best|finest|leading|greatest|cheapest|"
    r"most \w+)(?: (?!time|way|day|person|thing|of luck|part)\w+){0,3} (?:in (?:the )?(?:\w+ )?(?:country|"
    r"business|area|region|industry|market|world|town|city|uk|north|south|east|west|trade|field)|around|"
    r"on the market|money can buy|you will (?:ever )?(?:find|meet|see))",
    r"simply the best|the (?:number one|no\.? ?1)|the perfect (?:solution|choice|partner|fit|match)",
    r"number one choice",
    r"(?:turnkey|tailored|bespoke|innovative|total|complete|end[- ]to[- ]end) solutions?|solutions? provider",
    r"value proposition|synerg\w+|win[- ]win|no[- ]brainer|trusted partner|must-have|to the next level",
    r"(?:boost|supercharge|skyrocket|transform|revolutioni[sz]e|turbocharge) (?:your|their|his|her) \w+",
    # prices
    r"discount(?:s|ed)?|\d+ ?(?:%|per ?cent) (?:off|discount|cheaper|less)",
    r"(?:half|knock[- ]down|bargain) price|bargain",
    r"(?:special|exclusive|introductory|limited|unbeatable|best|great|reduced|low(?:est)?|"
    r"competitive) (?:offers?|prices?|pricing|rates?)",
    r"(?:special|exclusive|unbeatable) deals?",
    r"(?:a )?great deal(?! (?:of|more|to|about|for|better|less|on|at))|money[- ]back|value for money",
    r"(?:promo|voucher) code",
    r"save (?:up to |as much as |you )?(?:[£$€] ?\d|\d+ ?%)[\d,.]*|free bonus|vouchers?|coupons?",
    r"(?:no[- ]obligation|obligation[- ]free|risk[- ]free) (?:quote|quotation|call|chat|consultation|"
    r"trial|offer)",
    # now or never
    r"act (?:now|fast|today|quickly)|hurry up|last chance to|today only",
    r"while (?:stocks?|it|they|places|offers?) lasts?",
    r"(?:do not|don't|never|not to) miss (?:out|this|it)|miss out on|once[- ]in[- ]a[- ]lifetime",
    r"(?:chance|deal) of a lifetime",
    r"limited[- ](?:time|places|spaces|availability|edition|slots)|only \w+ (?:places|spaces|slots|spots) left",
    r"(?:places|spaces|slots|spots) are (?:limited|going fast|filling)",
    r"before it(?:'s| is) too late|offer (?:ends|expires|closes)|now or never|won't last|too good to miss",
    r"(?:sign up|book|buy|order|call|subscribe|join) (?:now|today|immediately)",
    r"(?:huge|massive|golden|unique|exciting|exclusive|fantastic|rare|amazing|great|incredible|"
    r"unmissable) opportunit(?:y|ies)",
    r"exclusive (?:access|deal|offer)|exciting (?:offer|news|product|solution)",
    r"you(?:'d| would| will|'ll) be (?:mad|crazy|silly|foolish|daft) not to",
    r"you(?:'ll| will) (?:not|never) regret|you won't regret",
    r"you can(?:'t|not) (?:go wrong|lose|afford (?:to miss|not to))|nothing to lose|what have you got to lose",
    # the user's own wares
    r"(?:our|my) (?:own )?(?:services?|products?|packages?|brochure|price list|catalogue|portfolio)",
    r"(?:our|my) (?:web ?site|web ?shop|(?:new|latest) (?:collection|range|offers?)|own (?:firm|shop|"
    r"company) (?:can|could|does|offers))",
    r"we (?:also|can also|could also) (?:offer|sell|provide|do|supply)|take advantage of",
)
PROMISES = _any(
    r"(?:i|we|they|he|she)(?: can| will|'ll| do| would| personally)* (?:personally )?guarantee[ds]?",
    r"guaranteed|(?:is|with|have|has|my|our|a) (?!no )(?:a |an )?(?:\w+ )?guarantee",
    r"(?:i|we)(?: can| do)? promise (?:you )?(?:that )?(?:(?:they|he|she|it|you|the|this)(?!\w)|results?)",
    r"(?:they|he|she) (?:promises?|promised)|(?:i|we)(?: can| do)? promise (?:you )?that(?! (?:i|we)(?!\w))",
    r"(?:it|they|he|she|you)(?: will|'ll) be (?:much |far |a lot )?(?:cheaper|faster|quicker|richer)",
    r"i promise (?:you )?that(?= ?[.!])",
    r"you(?: will|'ll) be(?: [\w-]+){0,4} (?:within|in(?: under| less than)?) (?:\d+|two|three|four|five|"
    r"ten) (?:hours?|days?|weeks?)",
    rf"{_THEY}{_WILL}(?: [\w-]+){{0,8}} {_WHEN}",
    rf"{_THEY}{_WILL}(?: [\w-]+){{0,8}} (?:within|in(?: under| less than)?) {_COUNT} (?:hours?|days?|weeks?|"
    r"months?)",
    rf"{_THEY}(?: will|'ll) (?:definitely|certainly|surely|absolutely|always|never let)",
    rf"{_THEY}(?: will|'ll|can)(?: \w+)? (?:solve|fix|sort (?:it|this|that|you|everything|them)|put (?:it|"
    r"this|that|everything) right|save you|get (?:it|you|your|this)|halve|double|take care of everything)",
    r"(?:you|they|he|she)(?:'ll| will) (?:save|get back|double|halve|never have to|sign)",
    rf"{_MONEY}(?: (?:a|an|per|each|every) \w+)?",
    r"for free|free of charge|(?:completely|absolutely|totally|entirely) free(?! (?:of|from|to|on|in|at))",
    r"(?:hours?|sessions?|months?|calls?|meetings?|consultations?|trials?|advice|quotes?|visits?|"
    r"it)(?: is| are|'s| would be| will be| comes?) free(?! (?:of|from|to|on|in|at|for|this|next|until))",
    r"free[- ](?:of[- ]charge|trial|consultation|quote|quotation|audit|assessment|sample|session|demo|"
    r"advice|hour|check|review)",
    r"(?:at )?no (?:cost|charge|fee)s?(?: at all| to you)?",
    r"(?:won't|will not|does not|doesn't) cost (?:you )?(?:a (?:penny|cent|thing)|anything)",
    r"without charge|on the house|(?:give|have) you my word|(?:they|he|she|there)(?: will|'ll) never",
)
DOUBTED = re.compile(
    r"\b(?:if|whether|cannot|can['’]?t|could|do(?:es)?(?: not|n['’]?t)|not|never|nobody|perhaps|maybe|might|hope"
    r"|think|believe|ask(?:ed)?)\b[^,;:]*$",
    re.IGNORECASE,
)
DEMANDS = _any(
    r"asap|by return",
    r"(?:reply|respond|answer|let me know|get back to me) (?:\w+ )?(?:as soon as possible|at once|"
    r"straight ?away|without delay|immediately)",
    r"(?:need|want|expect|require|await)(?: to (?:have|know|hear|get))? (?:an|your|a) (?:\w+ )?(?:answer|"
    r"reply|response|decision)",
    r"i(?:'ve| really| do)? (?:must|have to|need to|got to) (?:know|hear|have (?:it|this))|at the latest",
    r"running out of time",
    r"(?:please |could you |kindly )?(?:reply|respond|answer|confirm|decide|let me know|"
    rf"get back to me)(?: to me)? (?:{_WHEN}|now|today)",
    r"i (?:expect (?:an|your|you to|to hear)|insist)|(?:answer|reply) is overdue|final (?:reminder|notice)",
    r"(?:people|they|everyone|everybody|he|she) (?:is|are) (?:still )?waiting",
    r"keep(?:ing)? (?:them|him|her|me|people|everybody|everyone) waiting",
)
REPROACHES = _any(
    r"still waiting|heard nothing|no (?:answer|reply|word) (?:from you|yet)|(?:getting|growing) impatient",
    r"losing patience",
    r"(?:have|'ve) (?:still )?(?:not|never) (?:yet )?(?:heard|had|received)(?: back| anything| a \w+| an \w+)?",
    r"haven't (?:heard|had|received)(?: back)?",
    r"you (?:have|'ve|did)(?: still)? (?:not|never) (?:yet )?(?:repl\w+|answer\w*|respon\w+|got|get|come|"
    r"come back)",
    r"you (?:haven't|didn't|never)(?: yet)? (?:repl\w+|answer\w*|respon\w+|got|get|come)",
    r"(?:second|third|fourth|umpteenth) time(?: that)? i",
    r"(?:second|third|another|last|final|repeated) (?:reminder|time of asking|attempt|request|chance)",
    r"last chance",
    r"as (?:i |already )?(?:asked|mentioned|said|wrote)(?: you)? (?:before|already|earlier|twice)",
    r"as per my (?:last|previous|earlier)(?: \w+)?|per my last \w+",
    r"chas(?:e|ing)(?: you)?(?: up)?(?: on| again| for)?|urgent(?:ly)?",
    r"(?:surprised|disappointed|puzzled)(?: that| not| by| to)?",
    r"you (?:promised|said you would|owe me)|why (?:have|haven't|did|didn't) you|ignor(?:ed|ing) (?:me|my)",
    r"bump(?:ing)? this",
)
BLAME = _any(
    r"(?:your|his|her|their|my) (?:own )?(?:fault|mistake)",
    r"(?:your|his|her|their) (?:\w+ )?(?:prices?|fees?|rates?|quote|reviews?|manner|attitude|reputation|"
    r"tone|references)",
    r"too (?:expensive|dear|slow|pricey|costly|small|busy|far|old|young|junior|inexperienced|big|late|"
    r"pushy|\w+ to work with)",
    r"not (?:\w+ )?(?:good|qualified|experienced|professional|reliable|big|cheap|convinc\w+|local|quick|"
    r"fast) enough",
    r"(?:did not|didn't|does not|doesn't|do not|don't) (?:really |quite )?(?:like|trust|rate|"
    r"think much of|believe)(?: (?:you|your|that you)\w*)?",
    r"(?:was|were|is|are|am) (?:not|n't|never) (?:impressed|convinced|happy|satisfied)|unimpressed",
    r"up to (?:it|the job|scratch|the task)|not \w+ enough|cheaper",
    r"(?:somebody|someone|one|firm|provider) (?:better|nearer|quicker|bigger)",
    r"(?:took|taken|asked|found) (?:another|a different|a better) \w+|your \w+ (?:is|are) in such",
    r"disappoint(?:ed|ing)|because (?:\w+ ){0,2}you(?:r)?|you(?: are|'re| were) (?:so|too|rather|very) \w+",
    r"your \w+ (?:took|came|was|were|is|are) (?:\w+ )?(?:too|not|late|so)",
    r"reject(?:ed|s)?|turned (?:you|me|us) down|refused|let (?:me|them|us|him|her) down|complain(?:ed|ts?|s)?",
    r"(?:prefer(?:red|s)?|chose|chosen|picked|went with|gone with|going with|decided on|settled on) (?:a |"
    r"an |the )?(?:\w+ )?(?:somebody|someone|one of your|competitors?|another|different|better|"
    r"cheaper)(?: \w+)?",
    r"you (?:failed|should(?: not|n't)? have|could have|ought to have|were too|took too|did not|didn't|never)",
    r"(?:bad|poor|terrible|awful) (?:experience|reviews?|service|work|impression|fit)|beat you|better offers?",
)
BLANKS = [
    re.compile(
        r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{\{|\}\}|\$?\{\w[\w .]{0,40}\}|%\(?\w*\)?s\b"
        r"|«\w[\w ]{0,40}»|<<[^<>\n]{0,80}>>"
    ),
    re.compile(
        r"[\[(](?:insert|fill in|tbd|todo)(?: \w+){0,3}[\])]|\[(?:your|add|enter)(?: \w+){0,3}\]"
        r"|\[(?:their|his|her|the|my|first|last|full|company|name|date|town|city|place|day|time|reason|number|firm"
        r"|who|what|when|where|why|provider|seeker|matter|person|link)\b[^\]\n]{0,80}\]"
        r"|\[\w{1,30} (?:name|date|here)\]",
        re.IGNORECASE,
    ),
    re.compile(r"\[(?:[A-Z][A-Z _]+|\.\.\.|…|\?+|_+| *)\]|\((?:[A-Z]{3,}\?|\?+|\.\.\.|…|_+)\)"),
    re.compile(
        r"<(?:your |first |last |full |company )?(?:name|date|town|city|place|firm|company|number|matter)>", re.I
    ),
    re.compile(r"%[A-Z_]{3,}%|\b(?:TODO|FIXME|X{3,}|TBD|N/A|lorem ipsum|undefined)\b|_{3,}|\?{3,}|#{3,}"),
    re.compile(r"^[ \t]*(?:dear|hello|hi|hey)[ \t]+[,:]", re.IGNORECASE | re.MULTILINE),
    re.compile(
        r"^[ \t]*(?:Dear|Hello|Hi|Hey) (?:None|null|NULL|nan|name|Name|undefined|and|and \w+),?[ \t]*$", re.MULTILINE
    ),
    re.compile(r"\b(?:with|in|of|to|for|and|meet|from|about|by|at)[ \t]+[.,;:?](?=\s|$)"),
]
PRIVATE = _any(
    # the body and the mind
    r"(?:been|is|are|was|were|be|falls?|fell|seriously|very|quite|so|too) ill(?![ -](?:at|suited|advised|"
    r"equipped|prepared))",
    r"illness(?:es)?|cancer",
    r"depress(?:ed|ion)|burn[- ]?out|burnt out|nervous breakdown|(?:has|had|having) a breakdown|anxiety",
    r"chemo\w*|(?:in|to|from|out of) (?:the )?hospital",
    r"(?:had|has|having|needs|after|heart|back|hip|knee|eye) surgery",
    r"(?:her|his|heart|hip|back|knee|(?:after|had|has|having|needs) an) operation|(?:off|on) sick(?: leave)?",
    r"sick leave|heart attack",
    r"(?:had )?a stroke|diagnosed with|diagnosis of|pregnan\w+|expecting a (?:baby|child)",
    r"maternity(?! (?:cover|pay|polic))|miscarriage|rehab",
    r"alcoholi\w+|drinking problem",
    # the family
    r"divorc\w+|separated from|bereave\w+|funeral(?! (?:home|director|parlou?r|business|firm))|passed away",
    r"died|death of|custody|having an affair",
    # money
    r"debts?|insolven\w+|bankrupt\w*|overdraft|overdrawn|arrears|in the red|losing money|going under",
    r"cash[- ]flow|(?:cannot|can't|could not|couldn't) (?:pay|afford)",
    r"behind (?:on|with) (?:the |their |her |his )?(?:rent|payments?|wages|tax|taxes|vat|bills|loan)|owes?",
    r"owed|(?:is|are|was|were|been|go|going|gone|nearly) broke|credit rating",
    r"turnover of (?:about |around |some )?(?:[£$€]|\d|half|one|two)",
    r"(?:a |their |her |his )?budget of|salary of|short of (?:money|cash)",
    r"money (?:trouble|troubles|worries|problems)|unpaid (?:bills|wages|tax|taxes|invoices)",
    # the law
    r"(?:being|is|was) sued|lawsuit|taken to court|criminal|arrested|tax (?:investigation|evasion)|laid off",
    r"(?:was|were|been|got|be) (?:sacked|fired)",
)
WAYS_OUT = _any(
    r"if(?! (?:so|yes|i may|you (?:say yes|agree))(?!\w))|feel free|should you|unless|otherwise|in case",
    r"in which case|until you|only once you",
    r"either way|both are|whichever|whatever you|decide|your (?:choice|call|decision)|prefer|would rather",
    r"'d rather|sooner not",
    r"ignore|forget (?:it|this|i|that)|decline|up to you|say so|say the word|bin this|drop it",
    r"let it (?:rest|go|be)",
    r"(?:a|as|say|says?|is|plain|quick|simple) no|no (?:is|thanks)|“no”",
    r"(?:can|may|could|do) (?:also |always |just |of course )?(?:tell|say)",
    r"fine|all right|alright|okay|ok",
    r"no (?:problem|trouble|worries|pressure|rush|reason|need|obligation|hard feelings)|never mind",
    r"need not|don't need|do not need|not need|don't worry|do not worry|offended|understand|under no",
    r"not for you|not now",
    r"or (?:shall|should|do|does|is|are|would|have|not|leave|later|in)|not at all|not your|not the right",
    r"no must|another time",
)
