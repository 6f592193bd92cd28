"""Short and other forms of given names that people of the United Kingdom use, and their ways of spelling.

Compiled for Cairn from everyday use; it is not complete, and a partnership may add to it. A name can
stand in several groups: Alex is Alexander, Alexandra and Alexis.
"""

from __future__ import annotations

_GROUPS = """
abdul abdel abd | abigail abbie abby gail | adam ad | adrian ade | agnieszka aga | aisha ayesha aysha aishah | alan
allan allen al | alexander alex alec sandy sasha xander | alexandra alex alexa sandra sandy sasha lexi | alfred alf
alfie fred | ali aly | alice ally allie | alison allison ali | amanda mandy | amelia millie amy | amir ameer |
andrew andy drew | angela angie ange | anna anne ann annie anya hannah | anthony antony tony | antonia toni |
barbara barb babs | beatrice bea trixie | benjamin ben benji | bernadette bernie | brian bryan | bridget bridie
biddy | cameron cam | caroline carrie caro | carol carole | catherine katherine kathryn katharine kate katie kathy
cathy cath kath kat kitty katarzyna kasia | charles charlie chas chuck | charlotte charlie lottie | chloe khloe |
christine christina chris chrissie tina kirsty | christopher chris kit topher | claire clare clara | colin col |
daniel dan danny | danielle dani | david dave davey dai dawid | deborah debra debbie deb | denise den | dennis denis
den | diana diane di | dominic dom | donald don | dorothy dot dotty dolly | douglas doug | edward ed eddie ted teddy
ned | eileen aileen | eleanor elinor ellie nell nora | elizabeth elisabeth liz lizzie beth betty bess eliza elsie
libby lisa lisbeth | emily em emmy | emma em | eric erik | eve eva evie | faisal faysal | fatima fatimah fatma |
florence flo flossie | frances fran francesca frankie | francis frank frankie | frederick fred freddie | gabriel
gabe | gareth gary garry gaz | geoffrey jeffrey geoff jeff | george georgie | georgina georgia georgie gina | gerald
gerry jerry | gillian jill gill | gordon gord | graham graeme grahame | gregory greg | gwendoline gwen | harold
harry hal | harriet hattie harry | harry henry hal | hasan hassan | hayley haley | heather hev | helen helena nell |
herbert herb bert | hussain hussein husain | ibrahim ebrahim | ian iain | isabel isabella isobel izzy bella | isaac
zac ike | jacob jake | jacqueline jackie jacqui | james jim jimmy jamie jem | jane janie janey | janet jan | jason
jay jase | jean jeanie | jennifer jen jenny jenna | jeremy jez jerry | jessica jess jessie | joan joanie | joanne
joanna jo | john jon johnny jack ian sean shaun | jonathan jon jonny johnathan | joseph joe joey | josephine jo
josie | joshua josh | joyce joy | judith judy judi | julia julie jules | julian jules | karen caz | karim kareem |
kayleigh kay | keith kev | kenneth ken kenny | kevin kev | khadija khadijah | kimberley kimberly kim | kristina kris
tina | laura lorna laurie | lawrence laurence larry laurie | leanne lee | leonard len lenny leo | lesley leslie les
| lewis louis lou | linda lynda lin | louise lou | lucy luce | lynn lynne | magdalena magda | malcolm mal | margaret
maggie meg peggy madge marge rita greta | maria marie mary mia | mark marc | martin marty | matthew matt mathew |
maureen mo | megan meg | melanie mel | melissa mel lissa | michael mike mick mickey micky mikey | michelle shell
shelley | mohammed mohammad muhammad mohamed mohamad muhammed mohd md | muriel mu | mustafa mustapha | nadia nadja |
natalie nat talia | natasha tash tasha | nathan nat nate nathaniel | neil neal niall | nicholas nick nicky nicolas
klaus | nicola nicky nikki nic | norman norm | oliver ollie olly | olivia liv livvy | omar umar | pamela pam |
patricia pat patsy trish tricia | patrick pat paddy | paul pauly pawel | pauline paula | penelope penny | peter pete
piotr | philip phillip phil pip | philippa pippa pip | rachel rachael rach | raymond ray | rebecca becky bex becca
rebekah | reginald reg reggie | richard rick ricky rich dick dickie | robert rob robbie bob bobby bert | roberta
bobbie | robin rob | rodney rod | roger rog | ronald ron ronnie | rosemary rose rosie romy | roy royston | russell
russ | ryan rian | samantha sam sammy | samuel sam sammy | sandra sandy sandie | sarah sara sally sadie | saima
saimah | shahid shaheed | sharon shaz shazza | sheila shelagh | shirley shirl | sidney sydney sid | simon si |
sophia sofia sophie zofia | stanley stan | stephanie steph | stephen steven steve ste stevie | stuart stewart stu |
susan sue susie suzanne suzie suzy | sylvia silvia | tamara tammy | tanya tania | terence terry tel | teresa theresa
terri tess | thomas tom tommy | timothy tim timmy | tracey tracy trace | ursula ursy | valerie val | vanessa nessa |
veronica ronnie vera | victor vic | victoria vicky | vikki tori | vincent vince vinny | vivian vivienne viv | walter
wal wally | wendy wend | wilfred wilf | william will bill billy willy liam | winifred win winnie | xavier zav |
yasmin yasmeen jasmine jas | yusuf yousef youssef joseph | yvonne evonne | zachary zac zack zak | zainab zaynab |
zoe zoey
"""


def _forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _GROUPS.replace("\n", " ").split("|"):
        names = group.split()
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: frozenset(others) for name, others in found.items()}


FORMS = _forms()
