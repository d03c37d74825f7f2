"""Number plates as frightened, careful and careless people read them out."""

import pytest

from assistant.incident import SlotName
from assistant.understanding.plates import find
from tests.assistant.understanding.readings import told, values

ASKED: SlotName = "vehicle_plate"


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        # The current format: alphabets, letters, mixtures, and the chat around them.
        ("kilo golf seven two mike uniform bravo", "KG72MUB"),
        ("right it was lima papa one four hotel juliet yankee", "LP14HJY"),
        ("Yankee Sierra six niner. Victor Golf Tango.", "YS69VGT"),
        ("the car was a silver fiesta, delta november one five echo foxtrot x-ray", "DN15EFX"),
        ("em kay two two bee ell zed", "MK22BLZ"),
        ("H V seventy three, D for David, N for Nellie, T for Tommy", "HV73DNT"),
        ("Y for yellow E for egg fifty seven W R F", "YE57WRF"),
        ("sugar apple nineteen bob charlie dog", "SA19BCD"),
        ("G as in George, F as in Freddie, one six, P L M", "GF16PLM"),
        ("F J two three, V as in violet, A, O as in oscar", "FJ23VAO"),
        ("n u one oh, tango hotel golf", "NU10THG"),
        ("W A oh four S D K", "WA04SDK"),
        ("W A zero four S D K", "WA04SDK"),
        ("W A nought four S D K", "WA04SDK"),
        ("W A naught four S D K", "WA04SDK"),
        ("bravo charlie double seven double victor romeo", "BC77VVR"),
        ("romeo echo one one treble alpha", "RE11AAA"),
        ("ess ex one nine en aitch jay", "SX19NHJ"),
        ("double you kay six four tee are pea", "WK64TRP"),
        ("double u m two five g h k", "WM25GHK"),
        ("see you five eight are dee why", "CU58RDY"),
        ("eff see won ate jay kay el", "FC18JKL"),
        ("oh you two tree ef gee aitch", "OU23FGH"),
        ("pee ex for free bee ess tea", "PX43BST"),
        ("are ay fife niner double you vee zee", "RA59WVZ"),
        ("bee gee to too queue are tee", "BG22QRT"),
        ("kilo lima 68 papa romeo tango", "KL68PRT"),
        ("kl 68 prt", "KL68PRT"),
        ("KL68PRT", "KL68PRT"),
        ("kl68prt", "KL68PRT"),
        ("KL-68-PRT", "KL68PRT"),
        ("KL68 PRT, blue Corsa", "KL68PRT"),
        ("k l 6 8 p r t", "KL68PRT"),
        ("its k l six eight then p r t mate", "KL68PRT"),
        ("I think it's november oscar six five, then delta, er, golf, kilo", "NO65DGK"),
        ("sierra tango one seven and then mike lima oscar", "ST17MLO"),
        ("letters V X, number sixty two, letters B N D", "VX62BND"),
        ("victor xray sixty two bravo november delta over", "VX62BND"),
        ("eggs ray yankee two one siera gulf mike", "XY21SGM"),
        ("it had private glass but the plate said D G seven oh L X C", "DG70LXC"),
        ("one sec, er, A K fifty three T V U", "AK53TVU"),
        ("two of them got in it, J H twelve F P S", "JH12FPS"),
        ("delta romeo oh eight, zero not the letter, hotel kilo bravo", "DR08HKB"),
        ("E A five six U K B thank you", "EA56UKB"),
        # Taken back while it is read out.
        ("bravo november one two, no, one three, charlie delta echo", "BN13CDE"),
        ("M T six seven, sorry, six eight, R G H", "MT68RGH"),
        ("P E twenty two K L N, no sorry, K L M", "PE22KLM"),
        ("hotel juliet one nine victor bravo sierra, correction, victor bravo foxtrot", "HJ19VBF"),
        ("D X 71 A B C no wait D X 71 A B D", "DX71ABD"),
        ("S for sugar, no, F for freddie, D six two M K T", "FD62MKT"),
        # Prefix (1983), suffix (1963), Northern Irish and dateless.
        ("R three one six B H K", "R316BHK"),
        ("november four four victor golf lima", "N44VGL"),
        ("it's an old one, M two oh nine T P W", "M209TPW"),
        ("T one hundred R D G", "T100RDG"),
        ("P seven S A M", "P7SAM"),
        ("V double one five F K J", "V115FKJ"),
        ("K nine hundred and one M B S", "K901MBS"),
        ("hotel juliet kilo four five one sierra", "HJK451S"),
        ("A B C five eight X, proper classic", "ABC58X"),
        ("northern irish one, oscar india zulu five five one nine", "OIZ5519"),
        ("it's northern irish, that one, golf echo zulu one two oh four", "GEZ1204"),
        ("F I Z double two eight nine", "FIZ2289"),
        ("BIG 4417", "BIG4417"),
        ("four four one nine hotel papa", "4419HP"),
        ("one two three tango mike", "123TM"),
        ("sierra alpha mike one", "SAM1"),
        ("V R M two five", "VRM25"),
        # In part: what is missing at the end goes unmarked.
        ("sierra hotel one nine, missed the rest", "SH19"),
        ("all I got was golf bravo six nine", "GB69"),
        ("only caught the first half, lima november six eight", "LN68"),
        ("starts with yankee kilo", "YK"),
        ("it begins F T seven one", "FT71"),
        ("first bit's E J one six, didn't see the end", "EJ16"),
        ("W M two three something", "WM23"),
        ("November Uniform five something something", "NU5"),
        ("M something six eight", "M?68"),
        ("something something one nine then it drove off", "??19"),
        ("something something something C D E", "????CDE"),
        ("ended in hotel golf foxtrot", "????HGF"),
        ("the last three were T Y U", "????TYU"),
        ("last bit was bravo bravo mike", "????BBM"),
        ("ends in four, papa romeo sierra", "???4PRS"),
        ("part of it was K D one", "KD1"),
        ("it ends tango victor whiskey, so bravo whiskey one six tango victor whiskey", "BW16TVW"),
        ("S N seven three K and that's all I got", "SN73K"),
    ],
)
def test_a_plate_that_was_asked_for_is_read_however_it_is_said(text: str, plate: str) -> None:
    assert told(text, ASKED)[ASKED] == plate


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("drove off in a white transit, kilo alpha one eight romeo papa golf", "KA18RPG"),
        ("they went in a black golf, reg alpha kilo six one november sierra mike", "AK61NSM"),
        ("grey audi FD21 KMX just pulled off with them in it", "FD21KMX"),
        ("plate began with echo juliet one four", "EJ14"),
        ("number plate ended hotel kilo lima", "????HKL"),
        ("two lads in a beige micra, H twenty nine then P D V", "H29PDV"),
        ("the reg, bee ex five two tea why you", "BX52TYU"),
        ("silver car, half the plate, sierra kilo one something", "SK1"),
        ("G P one five O L U, a red car", "GP15OLU"),
        ("last letter's wrong on that reg, should be F L five nine O R P", "FL59ORP"),
    ],
)
def test_a_plate_is_read_out_of_an_account(text: str, plate: str) -> None:
    assert values(find, text) == [plate]


def test_the_start_of_a_plate_is_told_with_the_look_of_the_car() -> None:
    assert values(find, "dark blue vauxhall, no idea which, starts P O one eight", "vehicle_description") == ["PO18"]


@pytest.mark.parametrize(
    "text",
    [
        "it was a b m w",
        "a white BMW, didn't get the plate",
        "no it drove off too fast",
        "I never saw it",
        "couldn't see it from here",
        "one of the lads might have got it",
        "not a clue",
        "there wasn't one",
        "I'll have to check the camera",
        "some kind of VW",
        "two of them were in it",
        "you what",
        "hang on",
    ],
)
def test_an_answer_that_tells_no_plate_gives_none(text: str) -> None:
    assert values(find, text, ASKED) == []


@pytest.mark.parametrize(
    "text",
    [
        "at ten past three in aisle four",
        "three lads and a girl, one in a hi vis",
        "he started on me then ended up on the floor",
        "order one two three four five six",
        "I said to him we are not doing this",
        "T shirt and jeans, size ten",
        "a four pack and two 20s",
        "the PS5 and an iPhone 15 have gone",
    ],
)
def test_an_account_without_a_plate_has_none(text: str) -> None:
    assert values(find, text) == []


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("only clocked the last three, oscar papa quebec", "????OPQ"),
        ("EY sixteen and then three letters, maybe KLF", "EY16KLF"),
        ("bravo tango seven zero and I missed the rest", "BT70"),
        ("the first two, kilo lima", "KL"),
        ("T.N.6.0.U.G.B.", "TN60UGB"),
    ],
)
def test_what_is_said_about_the_spelling_is_no_part_of_it(text: str, plate: str) -> None:
    assert told(text, "vehicle_plate")["vehicle_plate"] == plate


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("got away in a grey golf, GU 12 then I couldn't see", "GU12"),
        ("silver fiesta by the trolleys, M V 6 8 something something K", "MV68??K"),
        ("a white van, bravo victor seven zero", "BV70"),
    ],
)
def test_half_a_plate_right_after_its_vehicle(text: str, plate: str) -> None:
    assert told(text, "vehicle_description")["vehicle_plate"] == plate


@pytest.mark.parametrize(
    "text",
    [
        "a van by till 12 for 20 minutes",
        "lorry in bay b c 12",
        "bike rack, TV 12 quid",
        "the car with a b 12 packs",
        "a van with two lads in it",
        "it's a twenty one plate",
        "a seventeen plate corsa",
    ],
)
def test_other_letters_and_figures_beside_a_vehicle_are_no_plate(text: str) -> None:
    assert ASKED not in told(text)


@pytest.mark.parametrize("text", ["No, I didn't see one.", "couldn't see one on it", "I never did see one"])
def test_a_plate_that_was_not_seen_is_none(text: str) -> None:
    assert not values(find, text, ASKED)
