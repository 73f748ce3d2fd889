"""Given names that one and the same person may go by, and family names that many people share."""

_GROUPS = """
alexander alex alec sandy sasha aleksandr alejandro alessandro iskander sander xander al
alexandra alex sandra sasha alessandra alejandra aleksandra lexi
abigail abby gail
albert al bert alberto
alfred alf alfie fred
andrew andy drew andreas andre andrea andres andrej andrei anders
anne ann anna annie nancy ana hannah anja anya
anthony tony antony anton antonio antoine
antonia toni
arthur art artie
barbara barb babs basia
benjamin ben benny benji
bernard bernie bernhard
bridget brigitte birgit gitte
caroline carol carrie karoline carolina lina
catherine katherine kathryn katharina kate katie kathy cathy kitty kat katy katrin catalina ekaterina katya karin
charles charlie chuck karl carl carlos chas charly
charlotte charlie lottie lotte
christine christina chris tina christiane kirsten kristin krystyna
christopher chris kit topher christoph cristobal kristof
claudia klaudia
daniel dan danny daniil
daniela danielle dani
david dave davey davide dawid
deborah debbie deb debra
dennis denis denny
dmitry dmitri dmitriy dima mitya dimitri
dorothy dot dottie dolly dorothea dora
edmund ed eddie ned
edward ed eddie ted ned eduard eduardo edoardo
eleanor ellie nell nora eleonora lenore elinor
elizabeth elisabeth liz lizzie beth betty eliza elsie lisa bess betsy elise elspeth libby elisabetta isabel
emily emma em emilia
eric erik erich
eugene gene evgeny yevgeny eugen
evelyn eve evie
florence flo florrie
francis frank franz francesco francisco paco pancho franek frankie franciszek
frances fran francesca franziska francoise fanny
frederick fred freddie fritz friedrich federico
gabriel gabe
gabriella gabrielle gabi gaby
geoffrey geoff jeffrey jeff jeffery
george georg jorge giorgio jerzy yuri juergen jurgen georgie
gerald gerry jerry gerard gerhard
gregory greg gregor grzegorz
guenter gunter gunther guenther
guillermo william guglielmo
gwendolyn gwen
harold harry hal harald
heinrich henry heinz harry hank enrique enrico henri hendrik henryk
helen helena elena nell lena helene
ian iain
isabel isabella bella isabelle belle izzy
ivan john giovanni johann jean juan jan johannes hans jack johnny jon ion ioan
jacob jake jakob james jim jimmy jamie jacques giacomo diego santiago jacopo
jane janet jenny joan jeanne johanna joanna jo janie giovanna hanna
jennifer jen jenny jenna
jessica jess jessie
joseph joe joey jose josef giuseppe pepe josip youssef yusuf jozef
josephine jo josie josefina
jonathan jon jonny john
joshua josh
joachim jochen achim joaquin
judith judy jude
julia julie juliet giulia
julian jules
kenneth ken kenny
krishna kris krish
laurence lawrence larry lorenzo lars laurent lorenz
leonard len leo lenny leonardo leonhard
leslie les
louis lewis lou luis luigi ludwig louie
louise lou luisa louisa
lucas luke luca lukas
lucy lucia luzia lucie
lydia lidia
magdalena magda lena madeleine maddie
manuel manny manolo emanuel emmanuel
margaret maggie meg peggy margarita greta rita marge gretchen margarete margot daisy margarethe marguerite peg
maria mary marie marija mariya molly polly mia moira maire
martha marta
martin marty
matthew matt matthias mateo matteo mats mateusz
maximilian max massimo
maxwell max
megan meg
melissa mel missy
melanie mel
michael mike mick mickey miguel michel mikhail misha michele mikael micky michal
mohammed mohammad muhammad mohamed mohamad mehmet mo
nadezhda nadia nadja
natalie natalia natasha nat tasha
nathan nathaniel nat nate
nicholas nick nicky nicolas nikolaus klaus nikolai niklas nico niccolo claus colin kolya
nicole nicola nicky nikki
oliver ollie oli olivier
olga olya
pamela pam
patricia pat patty trish tricia
patrick pat paddy patrice patricio padraig
paul pablo paolo pavel paulo
penelope penny
peter pete pedro pierre pietro petr piotr pyotr petros
philip phillip phil pip felipe filippo philippe philipp
rachel rach raquel
raymond ray raimund ramon
rebecca becky becca rebekka
reginald reg reggie
richard rick dick rich richie ricardo riccardo ricky
robert bob rob bobby robbie bert roberto robin rupert
roberta bobbie
roger rodger ruediger rudiger
roland orlando rolando
ronald ron ronnie
rosemary rose rosie
rudolf rudolph rudi rudy
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
sebastian seb basti bastian
sergey sergei sergio serge sergiy
simon simone simeon
sophia sofia sophie sofiya
stephanie steph stefanie stephie stefania
stephen steven steve stefan stephan esteban stefano etienne stevie szczepan
susan sue susanna suzanne susie suzy susana susanne zuzanna
sven swen
tatiana tatyana tanya tanja
teresa theresa terry tess therese tessa
terence terry terrence
theodore ted theo teddy theodor
thomas tom tommy tomas tommaso tomasz thom
timothy tim timmy timo
tobias toby tobi
valentina valentine val tina
veronica veronika ronnie vera
victor vic viktor vittorio
victoria vicky vicki tori viktoria
vincent vince vinny vincenzo vicente
virginia ginny
vladimir vlad volodya volodymyr
walter walt wally walther gualtiero
wilhelm william bill will billy willy guillaume liam wim willem
winifred winnie
xavier javier saverio
yosef joseph
zachary zach zack
aleksei alexey alexei alyosha oleksiy
abdul abdel abd
ahmed ahmad achmed ahmet
ali aly
hussein hussain husain hossein
hassan hasan
yasmin jasmin jasmine yasmine
fatima fatma
aisha ayesha aysha
priya priyanka
venkatesh venkat
rajesh raj raja
sanjay sanj
vijay vij
lakshmi laxmi
srinivas srini sreenivas
"""

_COMMON = """
smith jones williams taylor brown davies evans wilson thomas johnson roberts robinson thompson wright walker white
edwards hughes green hall lewis harris clarke patel jackson wood turner martin cooper hill ward morris moore clark lee
king baker harrison morgan allen james scott phillips watson davis parker price bennett young griffiths mitchell kelly
cook carter richardson bailey collins bell shaw murphy miller cox khan richards marshall anderson simpson ellis adams
singh wilkinson foster chapman powell webb rogers gray mason hunt hussain campbell matthews owen palmer holmes mills
ahmed lloyd butler begum garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez torres nguyen tran
kim park choi wang li zhang liu chen yang huang zhao wu zhou kumar sharma gupta ali muller mueller schmidt schneider
fischer weber meyer wagner becker schulz hoffmann silva santos oliveira souza rossi russo ferrari bianchi dubois
bernard durand moreau laurent ivanov smirnov kuznetsov nowak kowalski hansen johansen olsen andersson johansson karlsson
jensen nielsen tanaka sato suzuki watanabe takahashi cohen levy
"""

_CALLED: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_GROUPS.split("\n")):
    for _name in _line.split():
        _CALLED[_name] = _CALLED.get(_name, frozenset()) | {_number}

COMMON = frozenset(_COMMON.split())
"""Family names that say little by themselves."""


def groups_of(given: str) -> frozenset[int]:
    """The numbers of the groups of names that a folded given name belongs to; empty where it is in none."""
    return _CALLED.get(given, frozenset())


def may_be_one_name(one: str, other: str) -> bool:
    """Whether two folded given names may be said of one person: Bob and Robert, Kate and Catherine."""
    return one == other or bool(groups_of(one) & groups_of(other))


def others_of(given: str) -> frozenset[str]:
    """The names that somebody of this folded given name may go by as well."""
    own = groups_of(given)
    return frozenset(name for name, groups in _CALLED.items() if groups & own) - {given} if own else frozenset()
