"""Places as people say them: towns by deduce's list, boroughs, regions, towns abroad, and towns that are words too."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.language.names import is_common_word, is_first_name, is_spoken_place, listed_names
from pipeline.language.words import stop_words

_BOROUGHS = frozenset(
    "bijlmer bijlmermeer schilderswijk kanaleneiland overvecht hoograven lombok zuilen lunetten ondiep "
    "transvaal moerwijk "
    "laakkwartier escamp ypenburg leidschenveen delfshaven feijenoord feyenoord charlois ijsselmonde "
    "crooswijk spangen "
    "katendrecht hillesluis carnisse pendrecht zuidwijk lombardijen beverwaard prinsenland ommoord osdorp "
    "slotervaart "
    "geuzenveld slotermeer nieuwendam banne ijburg gaasperdam indische bos lommer selwerd paddepoel "
    "vinkhuizen beijum "
    "lewenborg corpus hoogvliet hatert dukenburg lindenholt malburgen presikhaaf klarendal immerloo geitenkamp "
    "woensel strijp stratum tongelre gestel broekhoven groenewoud stokhasselt reeshof pathmos "
    "twekkelerveld deppenbroek "
    "wesselerbrink holtenbroek aalanden assendorp stadshagen berkum ittersum heechterp schepenbuurt bilgaard "
    "camminghaburen vrieheide mariaberg wittevrouwenveld schalkwijk poelenburg vollenhove ulgersmaborg angelslo "
    "bargeres emmerhout emmermeer krachtwijk tannenhof muziekwijk haven filmwijk haveneiland "
    "zuiderzeewijk boswijk".split()
) - {"indische", "bos", "lommer", "corpus", "haven", "groenewoud", "krachtwijk"}
"""Well-known parts of towns, of which deduce has none."""

_REGIONS = frozenset(
    "achterhoek twente veluwe betuwe salland westland zaanstreek gooi kempen peel waterland bollenstreek "
    "alblasserwaard "
    "bommelerwaard krimpenerwaard hoeksche westfriesland veenkoloniën drechtsteden vechtdal liemers ijmond noordkop "
    "zeeuws-vlaanderen walcheren duin meijerij langstraat parkstad heuvelland hondsrug stellingwerven".split()
) - {"hoeksche", "duin"}

_ABROAD = frozenset(
    # over the border, and where people come from; capitals and big cities lead to nobody, unless somebody lives there
    "nordhorn gronau vreden bocholt emmerich kleef goch kevelaer geldern kranenburg rheine meppen "
    "papenburg leer ahaus "
    "bentheim lingen aken heinsberg geilenkirchen nettetal straelen isselburg rhede weener "
    "turnhout lommel mol achel neerpelt overpelt hamont maaseik maasmechelen lanaken genk hasselt "
    "tongeren riemst bree "
    "essen kapellen brecht hoogstraten ravels arendonk retie geel herentals brugge knokke zelzate assenede eeklo "
    "damascus aleppo homs hama idlib daraa raqqa qamishli asmara keren massawa mendefera adigrat "
    "mogadishu hargeisa kaboel "
    "kabul herat mazar bagdad mosul basra erbil kirkuk teheran casablanca nador tanger tetouan fez fès agadir meknes "
    "oujda hoceima berkane rabat ankara izmir konya kayseri trabzon antalya gaziantep karaman yozgat "
    "paramaribo nickerie "
    "willemstad oranjestad krakau gdansk lodz poznan katowice wroclaw lublin kiev charkov odessa mariupol "
    "lviv boekarest "
    "sofia hanoi saigon jakarta bandung surabaya ambon accra lagos freetown conakry kinshasa luanda praia".split()
) - {"leer", "mol", "geel", "essen", "sofia", "meppen", "bree", "goch"}
_CAPITALS = frozenset(
    "londen parijs berlijn rome wenen praag barcelona istanbul milaan brussel antwerpen gent "
    "keulen madrid "
    "lissabon moskou dublin lyon".split()
) | {"leer", "mol", "geel", "essen", "bree", "goch", "meppen"}

_TOWNS = frozenset(
    "best goes heel made borne delden kampen losser putten tegelen drachten echten assen bergen holten dalen rijen "
    "vlijmen dongen dronten rolde ruinen gulpen leende velden wapenveld born hulst soest hoorn doorn "
    "gieten laren beek "
    "halsteren axel broekland hoogland bath haren heerde wierden wijchen nuth leiden delft ede epe elst deil driel "
    "grave bladel oss veere roosteren woerden nieuwkoop zeeland lemmer look schermer uden".split()
) - {"look", "haren", "zeeland"}
"""Towns and villages that are vocabulary too: names only where somebody lives, comes from or goes to."""

_HOMES = frozenset(
    "bos bosje buurtje woud dal wijk hof duinen hotel hoek veld land stad straten middag tuindorp kamp "
    "huizen winkel buren dorp zand bus".split()
)
"""Where anybody lives."""

LIVING = frozenset(
    "woon woont wonen woonde woonden gewoond geboren opgegroeid verhuisd verhuis verhuist verhuizen verhuisde "
    "kom komt komen kwam kwamen afkomstig getogen gaan opgroeide".split()
)
_GOING = frozenset(
    "ga gaat gaan ging gingen rijd rijdt rijden reed fiets fietst reis reist "
    "reizen moet moest bus trein "
    "wil verhuisd verhuis verhuizen verhuisde verhuisden gegaan gereden gefietst".split()
)
_WITHIN = frozenset("in uit te vanuit".split())
_TOWARD = frozenset("naar richting".split())
_BEFORE_PARTS = _WITHIN | _TOWARD | frozenset("de het op bij van door station regio".split())
_SAYS_PLACE = frozenset("station gemeente regio dorp dorpje plaats plaatsje stadje".split())
_MAYOR = frozenset("wethouder burgemeester gemeente omgeving buurt inwoners".split())
_PART = frozenset("noord zuid oost west centrum centraal noordoost zuidoost zuidwest noordwest binnenstad cs".split())


def place_size(words: Sequence[str], index: int) -> int:
    """How many words the place has that opens at `index` of words in lower case; 0 where none does."""
    word = words[index]
    if word == "den" and words[index + 1 : index + 2] == ["bosch"]:
        return 2
    if not _is_place(words, index):
        return 0
    return 2 if words[index + 1 : index + 2] and words[index + 1] in _PART else 1


def _is_place(words: Sequence[str], index: int) -> bool:
    word = words[index]
    before = words[max(0, index - 4) : index]
    last = before[-1] if before else ""
    if word in _BOROUGHS or word in _REGIONS or word in _ABROAD:
        return last in _BEFORE_PARTS
    if word in _CAPITALS:
        return last in _WITHIN and _lives(words, index)
    if word not in listed_names().words:
        return False
    if is_spoken_place((word,)):
        # Fatima is a hamlet, and a first name first of all.
        is_sure = not is_first_name(word) and not is_common_word(word)
        return is_sure or last in _WITHIN | _TOWARD | {"op", "aan", "van", "bij"}
    if word in _TOWNS:
        return _is_town(words, index)
    return last == "in" and word not in _HOMES and before[-2:-1] != [] and before[-2] in LIVING


def _is_town(words: Sequence[str], index: int) -> bool:
    """Whether a word that is a town too is it here: 'woont in goes', 'de gemeente losser', 'naar kampen gaan'."""
    before = words[max(0, index - 4) : index]
    last = before[-1] if before else ""
    is_governed = last == "van" and not _MAYOR.isdisjoint(before[-2:-1])
    is_goal = last in _TOWARD and not _GOING.isdisjoint((*before, *words[index + 1 : index + 3]))
    is_said = last in _SAYS_PLACE and words[index] not in stop_words()
    return is_governed or is_goal or is_said or (last in _WITHIN and _lives(words, index))


def _lives(words: Sequence[str], index: int) -> bool:
    """Whether a verb near the preposition says that somebody lives there or comes from there."""
    after = words[index + 1 : index + 4]
    return not LIVING.isdisjoint(words[max(0, index - 4) : index - 1]) or not LIVING.isdisjoint(after)
