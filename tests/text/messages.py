"""Short messages as people write them in a chat, by language; all written for these tests."""

ENGLISH = """
u there?
brb dinner
no cap fr
good morning
thx
where r u from
i luv this
hello
hi everyone
how are you doing
what's up
thank you so much
i miss my cat
where are you from?
that's so cute omg
can someone help me with my homework
lmao what is this
idk what to say
see you tomorrow
happy new year
im so tired today
do u like spicy food
never been to china but i want to
nice to meet you
congrats!!
im dead
this slaps
bruh moment
gn everyone
same here
why tho
u r so pretty
good night
sorry my bad
how much is rent in shanghai
my dog ate my lunch
i cant believe it
wait what
for real?
that is hilarious
i'm learning chinese
what time is it there
let's go
you guys are awesome
anyone wanna play?
dont worry about it
yeah i know
stop it
what do you eat for breakfast
it's raining here
welcome to the server
pls help
i have a question
not gonna lie this is good
who is your favorite singer
me too
i agree
sounds good
my name is Michael
he can sing
she ran home
are we going or not
this took forever
bro thinks he is funny
ty for the help
nvm figured it out
WHAT IS GOING ON
GOOD LUCK
Awesome
amazing
beautiful
interesting
I'm from Texas, what about you?
How do I say this in Chinese?
Just finished work, so tired
The weather is great
american refugees have arrived
cat tax paid
how old r u
send me the link
the game crashed again
healthcare is expensive here
have you never eaten a kiwi?
I'm fearless
Seriously?
Hi Ross!
shut up lol
i wanna pet that dog
no worries
so true
oh my god
first time here
""".strip().splitlines()

CHINESE = """
你好
早上好
在吗
谢谢
哈哈哈哈
我爱你
你是哪里人？
今天好累啊
太可爱了吧
这个怎么弄
笑死我了
绝绝子
我在学英语
有人一起玩吗
晚安
没事
不客气
你们那边几点了
我觉得这个app很好用
今天的meeting取消了
这是我の猫
我也是
牛
真的假的
早安大家
歡迎來到小紅書
你們好嗎
我唔知喎
佢好靚
点解
帮我看看这个bug
加油！
新年快乐
你吃了吗
我想去美国看看
这也太贵了
求链接
救命
好的
可以可以
别难过
我要去睡觉了
yyds永远的神
OK没问题
cpu给我干烧了
""".strip().splitlines()

OTHER = """
hola como estas
buenos días a todos
gracias por todo
no entiendo nada
quiero aprender chino
me gusta mucho la comida
¿de dónde eres?
feliz cumpleaños
qué tal amigos
donde esta la biblioteca
bonjour tout le monde
je ne comprends pas
merci beaucoup
comment ça va
je suis fatigué
c'est trop mignon
bonne nuit à tous
je t'aime
qu'est-ce que tu fais
guten morgen
ich verstehe das nicht
wie geht es dir
danke schön
ich bin müde
was hast du gesagt
das ist sehr gut
wo kommst du her
gute nacht alle zusammen
xin chào mọi người
cảm ơn bạn nhiều
tôi không hiểu
bạn khỏe không
chúc ngủ ngon
hôm nay tôi mệt quá
selamat pagi semua
terima kasih banyak
saya tidak mengerti
apa kabar kawan
aku lagi makan nasi goreng
kamu dari mana
こんにちは
ありがとうございます
私は学生です
日本語を勉強しています
これはペンです
東京に行きたい
今日は暑いですね
おはよう
かわいい
안녕하세요
감사합니다
저는 학생이에요
오늘 날씨가 좋네요
사랑해
뭐해?
привет как дела
спасибо большое
я не понимаю
مرحبا كيف حالك
สวัสดีครับ
olá tudo bem
obrigado pela ajuda
ciao come stai
non capisco niente
teşekkür ederim
dziękuję bardzo
mahal kita
magandang umaga sa inyong lahat
we hebben geen tijd
dat is van die man
hoe gaat het met je
vad gör du idag
jag förstår inte
nu înțeleg nimic
mitä kuuluu
kde bydlíš
no me gusta
quien eres tu
on se voit demain
tu es la
das war so gut
ich will das haben
io sono stanco
dove sei
ano ginagawa mo
was ist los
""".strip().splitlines()

PINYIN = """
ni hao wo shi meiguo ren
wo ai ni
jin tian tian qi hen hao
ni hao
ni chi le ma
wo bu zhi dao
xie xie ni
zai jian
wo men qu chi fan ba
zhong guo hen da
nǐ hǎo
wǒ ài nǐ
jīn tiān tiān qì hěn hǎo
wǒ shì měi guó rén
zhe ge duo shao qian
wo hen gao xing ren shi ni
""".strip().splitlines()

TOO_LITTLE = """
xin chao moi nguoi
em khong biet
kamusta ka
hola
merci
danke
arigato
annyeong
nihao
xiexie
ciao
konnichiwa
gracias
bonjour
""".strip().splitlines()

UNKNOWN = """
gg
lol
ok
xswl
Michael
hhhh
233
666
2333333
asdfghjkl
qwertyuiop
hahaha
hahahahaha
lmao
kkkk
12:30
!!!
???
...
🤣🤣🤣
+1
1v1
xd
yyds
awsl
zzz
hmm
Tom
Jessica
sdkfjhsdf
www
k
100%
v1.2.3
$5.99
ggwp
emmm
Xiaohongshu
T1
""".strip().splitlines()
UNKNOWN += ["", " ", "\n\n", "\x00", "\ud800", "\u200b\u200d", "====="]


SHORT_ENGLISH = """
patch notes dropped
Battery drains overnight
mods pls ban
subway delays
merge conflict hell
50/50 chance
Danger, high voltage
hotpot
spicy noodles
server lag
queue times rn
ranked grind
rent hike
Typhoon warning issued
Stocks tumble again
Flights canceled nationwide
Tech layoffs continue
Egg prices soar
Nurses on strike
Road closed ahead
Keep off grass
Employees only
Wet paint
Mind the gap
Out of order
No parking
Sold out
Free shipping
Limited edition
Final boss
Loot drop rates
Speedrun strats
Healer needed
Tank busy lol
skill issue
rage quit
aim assist broken
matchmaking broken
servers down
ping spikes
frame drops everywhere
one more game
new skins leaked
daily login rewards
guild recruitment open
carry me pls
smurf accounts everywhere
dead chat
stack overflow
null pointer
disk full
memory leak
broken build
failing tests
code review pending
deploy failed
database timeout
kernel panic
rubber duck debugging
fried rice
bubble tea
beef noodle soup
street food
garlic bread
pineapple on pizza
burnt toast
crispy duck
soup dumplings
midnight snack
cheap flights
jet lag
window seat
lost luggage
visa approved
passport renewal
beach day
road trip
layover in tokyo
airport coffee
hostel recommendations
hangry
homesick
jetlagged
overthinking
procrastinating
exhausted
heartbroken
sunburn
caffeine withdrawal
movie night
cat videos
weird flex
touch grass
plot twist
main character energy
season finale tonight
concert tickets
laundry day
dentist appointment
allergy season
power outage
traffic jam
heat wave
tomato soup
chemistry homework due
exam results
Lost dog near station
Price drop alert
Rain delays match
Fans furious
Trailer drops Friday
bus late again
wifi down
double xp weekend
Elevator out of service
Mortgage rates climb
Wildfire smoke spreads
Gas leak downtown
Trains suspended
Senate passes bill
Bridge collapse
Quarterback injured
Bitcoin crashes
Heavy fog advisory
Flash flood watch
Do not disturb
Staff meeting moved
Exit only
Slippery when wet
Caution: hot surface
No refunds
Buy one get one
Clearance
Out of stock
Pull to open
Speed limit 60
Push notifications broken
404 not found
segfault again
git push rejected
npm install fails
prod is on fire
legacy code
tabs vs spaces
unit tests green
race condition
blue screen
dark mode when
keyboard shortcuts
touchscreen frozen
slow wifi
low battery
screen cracked
gpu prices
healer diff
jungle gap
gg easy win
respawn timer
fog of war
pvp or pve
side quest
open beta
early access
game over
new high score
overpowered sniper
toxic teammates
squad up
controller drift
cheese fries
iced latte
avocado toast
fish and chips
grilled chicken
instant noodles
hot sauce
cold pizza
extra crispy
chili oil
fortune cookies
vegan options
rooftop bar
scenic route
boarding gate changed
carry on only
travel insurance
mountain view
sunset cruise
border closed
tourist trap
hiking boots
camping gear
pouring rain
brain fog
back pain
runny nose
flu season
wisdom teeth
night owl
early bird
bad hair day
Monday blues
paycheck hits tomorrow
broke until friday
existential crisis
shower thoughts
unpopular opinion
red flags
happy hour
yard sale
oil change
parking ticket
plumber coming
roommate drama
puppy pics
kitten
thunderstorm
skyscraper
umbrella
headache
deadline
mosquito bites
""".strip().splitlines()
"""Headlines, signs, and the chat of gamers, programmers, eaters and travelers."""

SHORT_OTHER = """
bitte nicht stören
heute kein bier
guter film
schlechtes wetter
super spiel
mein handy ist kaputt
danke
alles klar
schönes wochenende
neue version
server kaputt
kein problem
bus verpasst
die server sind down
was für ein tag
lecker essen
zu teuer
hab dich lieb
das ist mir egal
ich hasse montag
bonne idée
pas mal
très cher
nouveau film
le serveur est mort
vive les vacances
grosse fatigue
pain au chocolat
mon chat dort
quelle surprise
salut les gars
pourquoi pas
pas de chance
bonne chance
en route
c'est la vie
on mange quoi
trop bien
buena suerte
mucha hambre
la comida picante
muy caro
no problem amigo
hace calor
quiero dormir
vamos a la playa
nuevo parche
el servidor no funciona
qué risa
mala suerte
hasta luego
me duele la cabeza
dónde está
buon appetito
che caldo
troppo caro
andiamo al mare
ho fame
bella partita
in bocca al lupo
mi manca
non lo so
pizza margherita
boa sorte
que fome
muito caro
bom dia galera
jogo bom
estou cansado
não sei
saudade
vamos jogar
lekker eten
geen idee
mooi weer
trein te laat
ik heb honger
goed gedaan
te duur
wat een spel
tot morgen
lapar banget
mahal sekali
hujan terus
ayo main
selamat malam
apa itu
makan siang
nasi goreng enak
tidak bisa tidur
gutom na ako
ang mahal
kain tayo
sarap naman
salamat po
ingat kayo
walang pasok
ang init
god morgon
jag är hungrig
bra spel
mycket dyrt
tack så mycket
god natt
dobra gra
jestem głodny
za drogo
dobranoc wszystkim
nie wiem
iyi geceler
çok pahalı
karnım aç
oyun çok güzel
trời nóng quá
đói bụng quá
chơi game không
ngon quá
mắc quá
troi nong qua
doi bung qua
em yeu anh
ni chi le ma
wo hao lei
tai gui le
zhen de ma
jia you
bu yao
ta hen hao
mei guan xi
zai na li
chi huo guo
wan an
Michael Jordan
Taylor
Jessica Chen
Li Wei
Wang Fang
Emily
Kevin
Harry Potter
Elden Ring
Genshin Impact
Shanghai
Toronto
Barcelona
Zhang Wei
Min Yoongi
Tom Hanks
Lewis Hamilton
komme gleich
heute abend kino
das wetter nervt
stau auf der autobahn
neue regeln
keine ahnung
mega geil
bahn verspätung
update installieren
mein akku ist leer
gutes neues jahr
schnelle frage
spiel vorbei
die party war toll
voll krass
je suis en retard
grève demain
jeu gratuit
le match commence
nouvelle version disponible
mise à jour
batterie faible
j'ai faim
film génial
encore un bug
temps de merde
route barrée
très bonne question
mañana trabajo
el juego se cayó
actualización disponible
sin batería
me voy a dormir
feliz lunes
gran partido
nuevo video
café con leche
error del servidor
tráfico horrible
aggiornamento disponibile
partita persa
sono in ritardo
treno in ritardo
che bello
buona fortuna
ottima idea
gelato al limone
atualização nova
jogo caiu
chuva forte
trânsito parado
feliz aniversário
preciso dormir
nieuwe versie
spel is stuk
file op de snelweg
batterij leeg
goede vraag
heel mooi
niet vergeten
permainan baru
server mati
macet parah
baterai habis
selamat ulang tahun
mantap bang
gak ada sinyal
lupa password
traffic na naman
may pasok bukas
sira ang server
antok na ako
saan ka
ny uppdatering
spelet kraschade
inget problem
dålig match
nowa wersja
serwer padł
dobry mecz
brak prądu
yeni sürüm
sunucu çöktü
maç bitti
pil bitti
mất điện rồi
game hay quá
kẹt xe quá
mạng lag quá
mat dien roi
hôm nay mưa
ceo jia
hao chi ma
wo e le
qing wen
shen me shi hou
mei you wang luo
dui bu qi
gong xi fa cai
man man chi
hao jiu bu jian
kuai dian
Jennifer Lopez
Priya
Mohammed
Ava Chen
Naruto Uzumaki
Zelda
Kobe Bryant
Hogwarts
Sakura
Lin Xiaoming
""".strip().splitlines()
"""Short lines of other languages, pinyin, and bare names."""

ENGLISH_WITH_GUESTS = """
where is 故宫
Let's get 火锅 tonight
Is 李华 your real name?
I'm from 四川
what does 加油 mean
how do you say 谢谢 in English
have you been to 西安 or 成都?
my friend 小明 said hi
I love 麻婆豆腐 so much
is 王者荣耀 like league?
does 你吃了吗 mean hello
I'm watching 甄嬛传 rn
anyone tried 螺蛳粉
best 小笼包 in Shanghai?
I ordered 宫保鸡丁 and 米饭
my teacher is 张老师
can 哈利 come too
who is 周杰伦
the word 缘分 has no translation
I saw 《流浪地球》 yesterday
thank you 小红书 friends
Happy 中秋节 everyone
I love 사랑해
what does こんにちは mean
she texted me спасибо lol
how to pronounce 鱼
𝓗𝓮𝓵𝓵𝓸 my friend
ⓗⓔⓛⓛⓞ there
ｈｅｌｌｏ　ｗｏｒｌｄ
🅗🅔🅛🅛🅞
ʜᴇʟʟᴏ
check this out
what does 我爱你 mean
Is 北京大学 better than 清华大学?
""".strip().splitlines()

CHINESE_WITH_GUESTS = """
帮我review一下这个PR，deadline是周五
Hi，我是从小红书来的
我喜欢BTS的사랑해
我今天学了안녕하세요这个词
我觉得这个app很好用
今天的meeting取消了
这个bug什么时候fix
求link
我的iPhone坏了
我在用ChatGPT写作业
OK没问题
我最喜欢的歌是Love Story
今天去Starbucks喝咖啡
这个feature太cute了
打卡Disney
明天有presentation好紧张
我喜欢ありがとう这首歌
他说おはよう是早上好的意思
我学了спасибо这个词
你会说한국어吗
PPT做完了
我是INFP
你的Instagram是什么
LOL好玩吗
我要去UK读书
Genshin好玩吗
这件T恤多少钱
wifi密码多少
买了个MacBook Pro
emo了
圖書館
图书馆
勉强
写真
你好
東京
日本
大学
我在図書館
电话号码
電話號碼
電話
考試
大學入學考試
禁止吸烟
禁止拍照
禁止停車
歡迎光臨
北京大学
信号不好
上司出差
享受付出
每台所需
工作時間
営业中吗我不知道
學校
漢語
日本料理
生日快乐 Happy birthday!
妳好
牠很可愛
""".strip().splitlines()

KANJI = """
図書館
写真撮影禁止
大学入試
駅前広場
東京駅
営業中
売切
気分転換
桜満開
黒沢明
人々
時々
日本語学校
株式会社
定休日
立入禁止
電話番号
自動販売機
郵便局
割引券発売中
図書館で勉強します
我々は学生です
関西空港
学生証
会員登録
中国語
英語学習
国際線
駐車場
試験
運転免許
音楽
""".strip().splitlines()
"""Japanese, most of it without kana."""
