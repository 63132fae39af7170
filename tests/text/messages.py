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
