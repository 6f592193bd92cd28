"""Lists of words for the second look at a text: given names, and words with a capital that are no name."""

from __future__ import annotations


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Common given names that are not also everyday words, places or months. Short on purpose: a name
# rarely stands alone without another sign, and a long list warns about everything.
GIVEN_NAMES = _each(
    """
    Aaron Abdul Adam Agnieszka Ahmed Aisha Alan Alexandra Alice Alison Amanda Amelia Amy Andrea
    Andrew Angela Anita Anna Anne Anthony Ayesha Barbara Benjamin Bethany Brenda Brian Carol
    Caroline Catherine Charlotte Chloe Christine Christopher Claire Clare Colin Craig Daniel Darren
    David Dawid Debbie Deborah Denise Derek Diane Donna Dorothy Edward Eleanor Elizabeth Ella Emily
    Emma Fatima Fiona Gary Gemma Geoffrey Georgia Gillian Graham Hannah Harry Heather Helen Hussain
    Ian Isabella Jacob Jacqueline Jade James Jamie Jane Janet Janice Jason Jean Jennifer Jessica
    Joanne John Jonathan Joseph Joshua Joyce Judith Julia Julie Karen Katarzyna Kate Katherine
    Kathleen Katie Keith Kelly Kenneth Kerry Kevin Khadija Kimberley Kirsty Laura Lauren Leanne
    Lesley Liam Linda Lisa Lorraine Louise Lucy Luke Lynn Magdalena Malcolm Mandy Margaret Maria
    Marie Martin Mary Matthew Maureen Megan Melanie Melissa Michael Michelle Mohammad Mohammed
    Muhammad Nadia Natalie Natasha Neil Nicholas Nicola Nigel Noah Olivia Pamela Patricia Paul
    Pauline Peter Philip Rachel Rebecca Richard Robert Roger Ronald Ryan Sally Samantha Samuel
    Sandra Sarah Saima Sean Sharon Sheila Shirley Simon Sophia Sophie Stacey Stephanie Stephen
    Steven Stuart Susan Suzanne Tamara Thomas Timothy Tracey Tracy Valerie Vanessa Veronica Victoria
    Wendy William Yasmin Yvonne Zainab Zoe
    """
)

# Words that only begin a sentence.
OPENERS = _each(
    """
    A After All Also An And Another Any As At Because Before Both But By Can Carers Children Could
    Do During Each Every Everybody Everyone Families Few For From Had Has Have He Her His How I If
    In Is It It's Its Many Men More Most Mothers My No Nobody None Not Nothing Now Of On Once One
    Only Or Our Parents People Please Several She Should Since So Some Somebody Someone Survivors
    That The Their Them There These They This Those Three Through To Two Under Until We Were What
    When Where Which While Who Why With Women Workers Would You Young
    """
)

# Words in the names of bodies, places, laws, months and days.
OF_BODIES = _each(
    """
    Abuse Act Advice Age Agency Aid April Area Association August Authority Bank Board Borough Care
    Castle Centre Charity Christmas Church Citizens City College Commissioner Committee Community
    Constabulary Council County Court Crime Crown Deaf December Department District Domestic East
    Easter England English February Fire Forum Foundation Friday Government Great Group Hall Health
    Home Homes Hospital House Housing Hub Independent Infirmary Integrated January July June Justice
    Lake Lakes Language Law Line Lower Magistrates March Market May Monday Moor NHS National Network
    New North Northern November October Office Old Operation Park Partnership Plan Police Prison
    Probation Prosecution Refuge Rescue Right Road Royal Safe Safer Safety Saturday School Scotland
    September Service Services Sign Social Society South Southern State Station Steps Strategy
    Street Sunday Support Survivor Team Thursday Trust Tuesday UK United Universal University Upper
    Valley Victim Victims Violence Wales Wednesday Week West Western Women Women's Youth
    """
)
