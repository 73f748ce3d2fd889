"""The words by which a text about an evening is read: what stands before a name, what is none, what somebody wants."""

import re

LEAD = (
    r"(?:[\"“‘']?(?:then |also |and |afterwards |later |finally |first |next )*(?:i |we )?"
    r"(?:also |then |briefly |finally )*"
    r"(?:met(?: up)?(?: with)?|meet|spoke (?:to|with)|speak (?:to|with)|talked (?:to|with)|chatted (?:to|with)|"
    r"bumped into|ran into|saw|sat (?:next to|beside|by|with)|stood (?:next to|with)|got talking (?:to|with)|"
    r"was introduced to|were introduced to|introduced to|caught up with|connected with|"
    r"(?:had )?(?:an? )?(?:\w+ )?(?:chat|talk|word|conversation|coffee|drink) with|got to know|new(?: contact)?:|"
    r"there (?:was|were)|then|also|and|plus|finally|contact:|name:)[ \t:]+)"
)
"""What may stand before the name of somebody who was met."""

WANTS = (
    r"\b(?:(?:is |are |was |currently |always |still )*(?:want(?:s|ed|ing)?|need(?:s|ed|ing)?|"
    r"look(?:s|ed|ing)? for|"
    r"search(?:es|ing)? for|in search of|after (?=an?\b|some\b|new\b)|hiring|recruiting|struggl(?:es|ed|ing)|"
    r"has trouble|have trouble|having trouble|would (?:like|love)|'d (?:like|love)|hop(?:es|ing) (?:to|for)|"
    r"ask(?:s|ed|ing) (?:for|about|if|whether|me|who)|interested in|keen (?:to|on)|seek(?:s|ing)?|"
    r"(?:can|could)(?:no|')t find|short of|wish(?:es|ing)?))\b"
)
"""What begins a clause about what somebody looks for."""

NEEDS = re.compile(
    r"^(?:is |are |was |currently |always |still )*(?:need|hiring|recruiting|struggl|ha(?:s|ve|ving) trouble|"
    r"(?:can|could)(?:no|')t find)",
    re.IGNORECASE,
)
"""What begins a clause about a matter of their own, which is no wish to meet a kind of people."""

UNKNOWN = (
    r"\b(?:forg[eo]t(?:ten)?|did(?:n['’]t| not) (?:catch|get|note)|do(?:n['’]t| not) (?:remember|know|recall)|"
    r"can(?:['’]t|not) remember|missed|no|un(?:known|sure of)(?: her| his| their| the)?)\b[^,;.]*"
    r"\b(?:sur|last |family |full |second )?names?\b|\bsurname\s*\?"
)
"""That somebody's surname is not known."""

ORGANISED = re.compile(
    r"\b(?:ltd|limited|llp|plc|inc|gmbh|co|company|group|partners|associates|solutions|services|studios?|agency|"
    r"interiors|consulting|systems|logistics|bakery|brewery|hotels?|school|university|council|bank|trust|foundation|"
    r"& (?:sons?|co|daughters?|partners)|architects|solicitors|accountants|builders)\b\.?$",
    re.IGNORECASE,
)
"""What the name of an organisation ends in."""

_COMMON = """
i he she they we you it his her their our my its the a an there this that these those also and but or so both
great good nice lovely long short quick lots many most some few several very about around roughly no not nobody
someone somebody anyone everyone everybody people person guy woman man lady couple then later after before at in on
to for with from by of must should could would need needs want wants looking follow send ask call email ring write
promised will was were is are has had have did do venue food coffee breakfast lunch dinner evening morning afternoon
talk talks event meeting network networking next last today tomorrow yesterday monday tuesday wednesday thursday
friday saturday sunday january february march april may june july august september october november december
forgot what when where who whom why how if because overall notes note todo re met spoke one two three four five six
seven eight nine ten another other others thanks thank remember idea ideas question worth interesting busy quiet
all every each just only even still maybe perhaps however well ok okay yes hello hi dear
"""
NO_NAMES = frozenset(_COMMON.split()) - {"may", "will", "april", "june", "august"}
"""First words of a sentence that are no name. Names that are months or verbs, too, are taken for names."""

_TRADES = """
accountant accountants accountancy architect architects solicitor solicitors lawyer lawyers printer printing
builder builders building plumber plumbing electrician electricians designer design developer developers consultant
consulting coach coaching photographer photography broker banker banking surveyor engineer engineering marketer
marketing recruiter recruitment recruiting bookkeeper bookkeeping it hr pr seo ceo cfo coo cto md owner founder
director partner manager logistics insurance catering caterer florist finance property retail hospitality law legal
software web tech technology education health healthcare charity media sales tax payroll cleaning security travel
hiring
"""
TRADES = frozenset(_TRADES.split())
"""Trades, as one says them after a name: no organisation, even where they are written in capitals."""
