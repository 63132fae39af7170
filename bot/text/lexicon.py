"""Words that indicate English in messages too short for statistics, and words that indicate nothing.

The language identifier was trained on encyclopedias, not chat: it takes `im dead` for German and `good luck` for
nothing at all. The lists here are handwritten for chat and take precedence over `data/english.txt`, which is based on
word frequencies.
"""

from functools import cache, lru_cache
from importlib.resources import files

import regex

COMMON = frozenset(
    """
    i i'm im i'll i've ive i'd you you're youre ur u r you'll you've your yours he's she she's her hers his him
    it it's its we we're we'll we've us our ours they they're theyre them their theirs my mine myself yourself
    himself herself the this that that's thats these those there there's theres here here's what what's whats
    who who's whos whose which when where where's why how how's hows and but if then than because cause cuz bc
    though tho although while until of from with without about into onto over under after before between through
    during against across behind below by up down off out again just only also too very really much many most
    less few lot lots some any every each all both either neither another other others such own same don't dont
    doesn't doesnt didn't didnt isn't isnt aren't arent wasn't wasnt weren't won't wont wouldn't wouldnt can't
    cant cannot couldn't couldnt shouldn't shouldnt haven't havent hasn't hasnt hadn't ain't aint are were been
    being does did done doing have has had having would could should might must may shall get gets got getting
    gotten goes going gone went comes came coming make makes made making take takes took taken taking give gives
    gave given know knows knew known think thinks thought say says said see sees saw seen look looks looking
    looked want wants wanted need needs needed like likes liked love loves loved luv hate hates feel feels felt
    try tried trying use used using find found tell told ask asked work works worked working call called keep
    kept let lets let's put mean means meant leave left run ran running show shows bring brought begin start
    started starting stop stopped turn turned help helped play played playing player move live lives lived
    living believe happen happened happening write wrote written read reading sit stand lose lost win won pay
    paid meet met learn learned learning change changed watch watched watching follow speak speaks spoke
    speaking talk talking understand understood eat eats ate eating drink drinking sleep sleeping slept wake
    woke cook cooking buy bought sell sold send sent open opened close closed wait waiting wear walk walking
    drive driving remember forget forgot forgive hear heard hope hoping wish guess wonder stay stayed sing
    singing dance swim draw drawing study studying teach teaching type typing posted join joined miss missed fix
    fixed figure figured share translate translated check checked click banned welcome thank thanks thx ty tysm
    thankyou please pls plz sorry hello hey hi hiya bye goodbye goodnight morning evening night afternoon today
    tomorrow yesterday tonight day days week weeks weekend month months year years hour hours minute minutes
    second time times now soon later ago always never sometimes often usually ever already still yet maybe
    perhaps probably actually literally basically exactly totally definitely finally everyone everybody someone
    somebody anyone anybody nobody everything something anything nothing everywhere somewhere yes yeah yea yep
    yup nope nah sure alright okay fine good great better best bad worse worst nice cool awesome amazing
    beautiful pretty cute funny hilarious crazy weird strange wrong right true false real fake happy sad angry
    mad tired hungry thirsty sick sleepy bored boring excited exciting interesting scared scary lucky busy free
    ready late early old young new big small little huge tiny short tall high low fast slow easy hard difficult
    hot cold warm cheap expensive rich poor different important possible impossible clean dirty full empty
    strong weak dead alive alone together first last next one two three four five six seven eight nine hundred
    thousand people ppl person man's woman women guy guys girl girls boy boys kid kids child children baby
    friend friends mom dad mother father parents brother sister bro sis dude wife husband cat cats dog dogs pet
    food dinner lunch breakfast rice noodles tea coffee milk beer meat chicken fish fruit apple sugar cake house
    home room door car bus train plane school class teacher student homework exam test college university job
    money price tax healthcare health doctor hospital phone laptop screen internet website link channel message
    messages app game games movie songs videos picture pictures photo book books story news question questions
    answer answers problems word words name names language english chinese mandarin spanish american americans
    america china country countries city town place world life luck birthday christmas weather rain raining snow
    sunny moon sky sea mountain tree flower color red blue green black white yellow head hand eye eyes face hair
    heart body thing things stuff way ways part side end bit kind sort reason fact number group team congrats
    congratulations congratulation cheers omg omfg wtf tf idk idc idgaf imo imho tbh ngl smh fyi btw brb afk gtg
    g2g ttyl nvm rn fr frfr istg iirc ikr ily ilysm jk dm dms gm gn ofc prob probs def wanna gonna gotta kinda
    sorta dunno lemme gimme whatcha y'all yall bruh bestie slay slaps vibe vibes lit lowkey highkey deadass sus
    cringe based goated cap bussin rizz simp salty savage flex ghosted mood relatable yikes oof damn dang hell
    shit fuck fucking ass bitch stupid dumb idiot hurry careful wow luckily worry worries matter bother
    wyd wya wbu hbu hru omw hmu wym wdym obv rly yeet
    greetings refugee refugees favorite favourite spicy delicious yummy tasty sweet gorgeous handsome perfect
    wonderful excellent fantastic terrible awful horrible agree disagree sounds enjoy enjoyed forever almost
    enough even else instead anyway anyways since well back away around outside inside upstairs nearby far near
    top bottom front god oh quit correct third age pull finger crap listen grab dear dollars throw break wise
    section chapter course shut gay honest promise above wet floor scare girlfriend boyfriend cry cried drew
    flies refuse demand faster slower bigger smaller plenty caution fire nevermind chose choice hardly lag lags
    laggy lagging queue queues ranked grind nerf nerfs nerfed buff buffed mods modded devs dev dlc fps loot
    spawn respawn noob noobs newbie clutch carry carried feeder feeding raid raids dungeon boss bosses patch
    patched patches hotfix update updates updated rollback deploy deployed commit commits merge merged rebase
    bug bugs crash crashed crashes debug backend frontend outage downtime uptime login logout password firewall
    router wifi hotspot battery charger screenshot keyboard monitor headphones earbuds refund refunds shipping
    delivery discount groceries hotpot ramen dumplings dumpling noodle tofu soy steak burger fries ketchup snack
    snacks leftovers takeout homemade recipe recipes barbecue bbq brunch dessert cravings craving foodie visa
    visas passport airport flight flights layover luggage roadtrip hostel itinerary jetlag sightseeing subway
    commute traffic landlord roommate roommates mortgage rent rents hike hikes layoffs layoff inflation tariffs
    tariff earthquake storm flood floods warning beware chance danger stream streams streamer streaming merch
    meme memes spoiler spoilers anime fandom cosplay gacha pulls jam null pointer timeout queueing hangry
    homesick jetlagged cozy monday tuesday wednesday thursday friday saturday sunday january february march
    april june july august september october november december halloween thanksgiving easter british canadian
    european asian african indian japanese korean fog senate segfault timer pvp pve reroll crossplay speedrun
    reset til till noon midnight dec oct nov aug feb apr jul sept fri thu tue tues thurs mins secs hrs stars mage mages
    healer healers tank tanks dps lvl lvls subs subscribers followers
    gg's toxic throwing tilted giveaway raffle pinned mute muted unmute unban kicked perms
    """.split()
)
"""English words that few other languages written in Latin letters share."""

SHARED = frozenset(
    """
    a an in on to at as no me he is was for so do man son or la den war hat die bin gut will not go be am pan
    fan ten men can sang long song hang ban gun bang sun hen pen fun come case pure rare more plan post dare
    star water problem information computer super normal family video music menu idea
    per mon min sec level
    server point sale sales solo total final hotel bar taxi radio club park film restaurant test
    """.split()
)
"""English words that also exist in other languages or pinyin: they count half."""

NEUTRAL = frozenset(
    """
    gg ggwp wp gl hf ok k kk lol lmao lmfao rofl lmaoo lul kek ha heh hah aha hehe xd xdd ez pog poggers f rip af
    w l uwu owo qaq orz xswl yyds awsl zqsg nsdd dbq yysy srds ssfd bhs plmm gkd hhh emo hmm hm umm um uh uhh
    ooh ah aah eh ehh huh mhm mm yay yo meh ugh ew eww aw aww awww oops whoa www qwerty qwertyuiop asdf asdfgh
    zzz bot ping pong npc vip diy ceo mvp ai pc tv nba usa uk eu html css http https com
    """.split()
)
"""Words that people type in every language: evidence for none."""


_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|[aeiouv])"
)
PINYIN = regex.compile(rf"(?:{_SYLLABLE})+")
"""A word that may be pinyin without tones."""

_FOREIGN = frozenset("alles mires dies tous des les".split())
"""Words of other languages that look like English plurals."""

_CONTRACTIONS = ("n't", "'re", "'ll", "'ve", "i'm")
_ENDINGS = ("ing", "ly", "ness", "less", "ful")


@cache
def _weights() -> dict[str, float]:
    """How strongly each known word indicates English."""
    counted = files("bot.text").joinpath("data/english.txt").read_text("ascii").split()
    weights = {word.removesuffix("~"): 0.5 if word.endswith("~") else 1.0 for word in counted}
    weights |= {word: 1.5 if "'" in word else 1.0 for word in COMMON}
    weights |= dict.fromkeys(SHARED, 0.5)
    return weights


def warm() -> None:
    """Load the word list ahead of the first message."""
    _weights()


@lru_cache(maxsize=8192)
def weight(word: str) -> float:
    """How strongly a word indicates English.

    Args:
        word: in lowercase, with straight apostrophes.

    Returns:
        0 for an unlisted word, 0.5 for one that other languages have too, 1 for other English words, and 1.5 for a
        contraction, which is unique to English.
    """
    weights = _weights()
    if (known := weights.get(word)) is not None:
        return known
    if word.endswith(_CONTRACTIONS):
        return 1.5
    stem = word.removesuffix("'s")
    for ending in ("", "s", "es", "ed", "d") if word not in _FOREIGN else ():
        if stem.endswith(ending) and (known := weights.get(stem.removesuffix(ending), 0.0)):
            return min(known, 1.0)
    regular = len(word) > len("fully") and word.endswith(_ENDINGS) and not PINYIN.fullmatch(word)
    return 0.5 if regular else 0.0
