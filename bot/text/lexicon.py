"""Words that tell English in a message too short for statistics, and words that tell nothing.

The language identifier knows encyclopaedias and little chat: `im dead` is German to it and `good luck` nothing at all.
"""

COMMON = frozenset(
    """
    i i'm im i'll i've ive i'd you you're youre ur u r you'll you've your yours he's she she's her hers his
    him it it's its we we're we'll we've us our ours they they're theyre them their theirs my mine myself
    yourself himself herself the this that that's thats these those there there's theres here here's what
    what's whats who who's whos whose which when where where's why how how's hows and but if then than because
    cause cuz bc though tho although while until of from with without about into onto over under after before
    between through during against across behind below by up down off out again just only also too very really
    much many most less few lot lots some any every each all both either neither another other others such own
    same don't dont doesn't doesnt didn't didnt isn't isnt aren't arent wasn't wasnt weren't won't wont
    wouldn't wouldnt can't cant cannot couldn't couldnt shouldn't shouldnt haven't havent hasn't hasnt hadn't
    ain't aint are were been being does did done doing have has had having would could should might must may
    shall get gets got getting gotten goes going gone went comes came coming make makes made making take takes
    took taken taking give gives gave given know knows knew known think thinks thought say says said see sees
    saw seen look looks looking looked want wants wanted need needs needed like likes liked love loves loved
    luv hate hates feel feels felt try tried trying use used using find found tell told ask asked work works
    worked working call called keep kept let lets let's put mean means meant leave left run ran running show
    shows bring brought begin start started starting stop stopped turn turned help helped play played playing
    player move live lives lived living believe happen happened happening write wrote written read reading sit
    stand lose lost win won pay paid meet met learn learned learning change changed watch watched watching
    follow speak speaks spoke speaking talk talking understand understood eat eats ate eating drink drinking
    sleep sleeping slept wake woke cook cooking buy bought sell sold send sent open opened close closed wait
    waiting wear walk walking drive driving remember forget forgot forgive hear heard hope hoping wish guess
    wonder stay stayed sing singing dance swim draw drawing study studying teach teaching type typing posted
    join joined miss missed fix fixed figure figured share translate translated check checked click banned
    welcome thank thanks thx ty tysm thankyou please pls plz sorry hello hey hi hiya bye goodbye goodnight
    morning evening night afternoon today tomorrow yesterday tonight day days week weeks weekend month months
    year years hour hours minute minutes second time times now soon later ago always never sometimes often
    usually ever already still yet maybe perhaps probably actually literally basically exactly totally
    definitely finally everyone everybody someone somebody anyone anybody nobody everything something anything
    nothing everywhere somewhere yes yeah yea yep yup nope nah sure alright okay fine good great better best
    bad worse worst nice cool awesome amazing beautiful pretty cute funny hilarious crazy weird strange wrong
    right true false real fake happy sad angry mad tired hungry thirsty sick sleepy bored boring excited
    exciting interesting scared scary lucky busy free ready late early old young new big small little huge
    tiny short tall high low fast slow easy hard difficult hot cold warm cheap expensive rich poor different
    important possible impossible clean dirty full empty strong weak dead alive alone together first last next
    one two three four five six seven eight nine hundred thousand people ppl person man's woman women guy guys
    girl girls boy boys kid kids child children baby friend friends mom dad mother father parents brother
    sister bro sis dude wife husband cat cats dog dogs pet food dinner lunch breakfast rice noodles tea coffee
    milk beer meat chicken fish fruit apple sugar cake house home room door car bus train plane school class
    teacher student homework exam test college university job money price rent tax healthcare health doctor
    hospital phone laptop screen internet website link server channel message messages app game games movie
    songs videos picture pictures photo book books story news question questions answer answers problems word
    words name names language english chinese mandarin spanish american americans america china country
    countries city town place world life luck birthday christmas weather rain raining snow sunny moon sky sea
    mountain tree flower color red blue green black white yellow head hand eye eyes face hair heart body thing
    things stuff way ways part side end bit kind sort reason point fact number group team congrats
    congratulations congratulation cheers omg omfg wtf tf idk idc idgaf imo imho tbh ngl smh fyi btw brb afk
    gtg g2g ttyl nvm rn fr frfr istg iirc ikr ily ilysm jk dm dms gm gn ofc prob probs def wanna gonna gotta
    kinda sorta dunno lemme gimme whatcha y'all yall bruh bestie slay slaps vibe vibes lit lowkey highkey
    deadass sus cringe based goated cap bussin rizz simp salty savage flex ghosted mood relatable yikes oof
    damn dang hell shit fuck fucking ass bitch stupid dumb idiot hurry careful wow luckily worry worries
    matter bother greetings refugee refugees favorite favourite spicy delicious yummy tasty sweet gorgeous
    handsome perfect wonderful excellent fantastic terrible awful horrible agree disagree sounds enjoy enjoyed
    forever almost enough even else instead anyway anyways since well back away around outside inside upstairs
    nearby far near top bottom front god oh quit correct third age pull finger crap listen grab dear dollars
    throw break wise section chapter course shut gay honest promise above wet floor scare girlfriend boyfriend
    cry cried drew flies refuse demand faster slower bigger smaller plenty caution fire nevermind chose choice
    hardly
    """.split()
)
"""English words that few other languages written in Latin letters share."""

SHARED = frozenset(
    """
    a an in on to at as no me he is was for so do man son or la den war hat die bin gut will not go be am pan
    fan ten men can sang long song hang ban gun bang sun hen pen fun come case pure rare more plan post dare
    star water problem information computer super normal family video music menu idea
    """.split()
)
"""English words that other languages, or pinyin, have too: they count for half."""

NEUTRAL = frozenset(
    """
    gg ggwp wp gl hf ok k kk lol lmao lmfao rofl lmaoo lul kek ha heh hah aha hehe xd xdd ez pog poggers f rip
    w l uwu owo qaq orz xswl yyds awsl zqsg nsdd dbq yysy srds ssfd bhs plmm gkd hhh emo hmm hm umm um uh uhh
    ooh ah aah eh ehh huh mhm mm yay yo meh ugh ew eww aw aww awww oops whoa www qwerty qwertyuiop asdf asdfgh
    zzz bot ping pong npc vip diy ceo mvp ai pc tv nba usa uk eu html css http https com
    """.split()
)
"""What people of every language type: no evidence for any."""
