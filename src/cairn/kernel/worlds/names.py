"""Names of people of several origins: given names as they are used, family names put together from parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

_BRITISH_MEN = """
james john david michael robert paul andrew mark stephen peter william richard thomas christopher daniel matthew
anthony simon kevin gary ian alan jason lee martin philip steven darren neil craig stuart adam graham scott ryan
joshua jack harry oliver george charlie jake luke connor liam callum kieran nathan aaron ben samuel joseph edward
alexander benjamin dylan jordan kyle reece tyler lewis cameron owen rhys gareth dean wayne carl shaun ross barry
keith trevor nigel derek roy kenneth ronald brian terence raymond dennis geoffrey leslie gordon donald colin roger
clive malcolm alfie archie freddie theo noah leo oscar henry toby max isaac jacob ethan harvey finley logan mason
riley jayden sebastian dominic patrick sean vincent gerald norman frank albert ernest harold stanley walter arthur
"""
_BRITISH_WOMEN = """
margaret susan patricia christine mary jean sarah karen helen julie jacqueline elizabeth linda carol sandra angela
deborah tracey nicola joanne amanda samantha claire emma lisa michelle louise rebecca victoria rachel laura kelly
gemma stacey hayley leanne kerry natalie jennifer charlotte hannah jessica sophie lauren chloe emily megan amy
bethany georgia ellie lucy katie olivia grace amelia isla ava mia lily freya evie poppy daisy rosie florence alice
ella phoebe molly holly abigail eleanor jade paige shannon danielle jodie zoe kirsty heather alison wendy janet
barbara pauline maureen sheila ann jane catherine kathleen dorothy joan irene doreen brenda marion hilda edith
gillian lesley lynn diane dawn donna sharon tina beverley lorraine maria teresa anne frances ruth judith rosemary
"""
_SOUTH_ASIAN_MEN = """
mohammed muhammad ahmed ali imran usman hamza bilal asif tariq nadeem kashif faisal adeel zubair junaid shahid rashid
khalid saleem harpreet gurpreet manjit sukhdev balwinder amandeep rajesh sanjay anil vijay suresh deepak amit rahul
nikhil arjun ravi krishna dinesh mukesh abdul rahman shafiq rafiq mizanur habibur kamal jamal iqbal
"""
_SOUTH_ASIAN_WOMEN = """
fatima aisha zainab khadija maryam amina saima nadia shazia farzana rukhsana nasreen shabana samina yasmin sumaira
harpreet gurpreet manjit sukhdeep balwinder amandeep priya anjali sunita kavita meena neha pooja deepa lakshmi geeta
rekha asha rehana shirin nazma taslima rahima halima salma ruksana parveen tahira bushra sana
"""
_POLISH_MEN = """
piotr krzysztof andrzej tomasz pawel marcin michal grzegorz lukasz jakub mateusz wojciech kamil adrian dariusz marek
rafal robert sebastian przemyslaw szymon bartosz dawid zbigniew jerzy stanislaw andrei ion mihai vasile tomas mindaugas
"""
_POLISH_WOMEN = """
anna katarzyna malgorzata agnieszka barbara ewa magdalena joanna monika aleksandra natalia karolina marta beata
dorota justyna zuzanna maja oliwia julia wiktoria weronika patrycja sylwia elzbieta danuta elena ioana mihaela ruta
"""
_ARABIC_MEN = """
ahmad mahmoud mustafa omar youssef hassan hussein khaled tarek karim samir nabil walid ziad rami fadi bashar ibrahim
ismail yahya abdullah abdulrahman mohamed amir jamal saeed rashad adnan marwan anwar
"""
_ARABIC_WOMEN = """
fatimah aisha mariam zeinab layla noor hanan huda amal rania dina salma yasmine khadijah samira nadia farida hala
iman jamila karima latifa maha nawal rasha sawsan wafaa zahra shaimaa hiba
"""
_AFRICAN_MEN = """
oluwaseun adebayo chukwuemeka emeka kwame kofi kwabena yaw ibrahim musa abdullahi tunde femi segun chinedu ikenna
obinna uche babajide kelechi ebenezer emmanuel samuel daniel joseph mamadou ousmane lamin modou ebrima
"""
_AFRICAN_WOMEN = """
oluwatoyin folasade ngozi chioma adaeze amara abena akosua ama efua esi yetunde bukola titilayo funmilayo ifeoma
nkechi blessing patience comfort grace mercy aminata fatoumata mariama isatou kadiatu aisha hauwa zainab
"""
_CHINESE_PARTS = "wei jing li na min yan xin ying hui jun jie qiang lei yang ming hong mei xia zhen qin tao yu bo hao"
_ROOTS = """
wren lark finch rook heron plover dunlin siskin linnet curlew merlin kestrel osprey swift martlet thrush pipit
alder ash birch hazel holly rowan willow sorrel bracken sedge fern clover thorn bramble heath rush tansy yarrow
elder maple linden hawthorn larch aspen furze broom teasel campion burnet mallow betony
"""
_ENDS = """
stone ford ley ham ton wick worth field ridge scar fell tarn beck crag moor mere dale cliff holme garth shaw combe
rigg gill by thorpe den hurst croft brook son man er well ward wood bury
"""
_SOUTH_ASIAN_FAMILIES = (
    "kha sha mir cha pat sin be raj gup mal ban das ro hos mia tal",
    "n h za udhry el gh gum ra ta ik si dar y sain war",
)
_POLISH_FAMILIES = (
    "kow wis woj kam lew ziel szym dab koz jan maz kraw pio gra paw mich now adam",
    "alski niewski czyk inski andowski owicz ak orek czak ecki ulski arski escu",
)
_ARABIC_FAMILIES = (
    "al-ha el-sha ab has kha sal naj mak far ham qas",
    "shimi mi boud san lil eh jar ki rah dan sem",
)
_AFRICAN_FAMILIES = (
    "ade ola oku nwa eze osei ado men boa agye dia tra sey jal",
    "yemi wale nkwo chukwu mah ko sah teng pong llo ore wusu bola",
)
_CHINESE_FAMILIES = """
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang
"""


@dataclass(frozen=True)
class Origin:
    """Where a family's names come from.

    Attributes:
        name: as the tables of fairness call it.
        share: part of all households.
        men, women: given names, the commonest first.
        family: family names, the commonest first.
        steep: how much commoner the first family names are than the last.
        spellings: letters that are carried over in one way or another.
    """

    name: str
    share: float
    men: tuple[str, ...]
    women: tuple[str, ...]
    family: tuple[str, ...]
    steep: float
    spellings: tuple[tuple[str, str], ...] = ()


def _put_together(first: str, last: str) -> tuple[str, ...]:
    """Every first part with every last part, mixed so that neighbours in frequency do not look alike."""
    made = sorted({one + other for one, other in product(first.split(), last.split())})
    return tuple(made[(at * 7919) % len(made)] for at in range(len(made))) if len(made) % 7919 else tuple(made)


def _chinese_given() -> tuple[str, ...]:
    parts = _CHINESE_PARTS.split()
    return tuple(parts) + tuple(one + other for one in parts for other in parts if one != other)


ORIGINS = [
    Origin(
        "British",
        0.74,
        tuple(_BRITISH_MEN.split()),
        tuple(_BRITISH_WOMEN.split()),
        _put_together(_ROOTS, _ENDS),
        0.72,
        (("ph", "f"), ("y", "ie"), ("c", "k"), ("ll", "l"), ("ey", "y")),
    ),
    Origin(
        "South Asian",
        0.11,
        tuple(_SOUTH_ASIAN_MEN.split()),
        tuple(_SOUTH_ASIAN_WOMEN.split()),
        _put_together(*_SOUTH_ASIAN_FAMILIES),
        1.0,
        (
            ("ee", "i"),
            ("oo", "u"),
            ("kh", "k"),
            ("sh", "s"),
            ("h", ""),
            ("z", "s"),
            ("ai", "ay"),
            ("mm", "m"),
            ("ou", "u"),
            ("q", "k"),
            ("w", "v"),
            ("a", "e"),
        ),
    ),
    Origin(
        "Eastern European",
        0.06,
        tuple(_POLISH_MEN.split()),
        tuple(_POLISH_WOMEN.split()),
        _put_together(*_POLISH_FAMILIES),
        0.7,
        (("w", "v"), ("sz", "sh"), ("cz", "ch"), ("ski", "sky"), ("j", "y"), ("rz", "z"), ("k", "c"), ("ks", "x")),
    ),
    Origin(
        "Arabic",
        0.03,
        tuple(_ARABIC_MEN.split()),
        tuple(_ARABIC_WOMEN.split()),
        _put_together(*_ARABIC_FAMILIES),
        0.8,
        (
            ("al-", "el "),
            ("al-", "al "),
            ("ou", "u"),
            ("ee", "i"),
            ("kh", "k"),
            ("ss", "s"),
            ("mm", "m"),
            ("ah", "a"),
            ("q", "k"),
            ("y", "i"),
            ("e", "a"),
        ),
    ),
    Origin(
        "West African",
        0.04,
        tuple(_AFRICAN_MEN.split()),
        tuple(_AFRICAN_WOMEN.split()),
        _put_together(*_AFRICAN_FAMILIES),
        0.7,
        (("oluwa", "olu"), ("chukw", "chuk"), ("ou", "u"), ("kw", "qu"), ("y", "i"), ("dj", "j"), ("ei", "e")),
    ),
    Origin(
        "Chinese",
        0.02,
        _chinese_given(),
        tuple(reversed(_chinese_given())),
        tuple(_CHINESE_FAMILIES.split()),
        0.9,
        (("zh", "ch"), ("x", "hs"), ("q", "ch"), ("ang", "ong"), ("ou", "au"), ("ng", "n")),
    ),
]


_PET_NAMES = """
james jim jimmy jamie | john jack johnny | david dave davey | michael mike mick micky | robert rob bob bobby robbie |
andrew andy drew | stephen steve | steven steve ste | peter pete | william will bill billy liam | richard rich dick
rick | thomas tom tommy | christopher chris kit | daniel dan danny | matthew matt | anthony tony ant | simon si |
kevin kev | gary gaz | alan al | philip phil | graham gra | joshua josh | samuel sam sammy | joseph joe joey | edward
ed eddie ted | alexander alex sandy | benjamin ben benji | kenneth ken kenny | ronald ron ronnie | terence terry tel |
raymond ray | dennis den | geoffrey geoff | gerald gerry | patrick pat paddy | vincent vince | nathan nate | jacob
jake | albert bert | harold harry | stanley stan | arthur art | margaret maggie peggy meg | susan sue susie | patricia
pat trish | christine chris chrissy tina | mary molly may | jacqueline jackie | elizabeth liz beth betty lizzie |
linda lin | sandra sandy | angela angie | deborah debbie deb | tracey trace | nicola nicky nic | joanne jo | amanda
mandy | samantha sam | michelle shell | louise lou | rebecca becky bex | victoria vicky tori | rachel rach | natalie
nat | jennifer jen jenny | charlotte charlie lottie | jessica jess | katie kate | olivia liv | amelia millie | abigail
abbie | eleanor ellie nell | danielle dani | barbara barb babs | maureen mo | catherine cath kate cathy | kathleen
kath | dorothy dot | gillian gill | diane di | sharon shaz | beverley bev | teresa terri tess | frances fran |
rosemary rose | mohammed mo | muhammad mo md | mohamed mo | katarzyna kasia kate | malgorzata gosia | agnieszka aga |
magdalena magda | aleksandra ola | krzysztof kris chris | tomasz tomek tom | grzegorz greg | oluwaseun seun |
oluwatoyin toyin | folasade sade | chukwuemeka emeka | funmilayo funmi | abdulrahman abdul | abdullah abdul | harpreet
harry | gurpreet guri | manjit manny | amandeep aman
"""
PET_NAMES = {words[0]: words[1:] for words in (group.split() for group in _PET_NAMES.split("|"))}
