from string import ascii_letters

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.facts.names import Name, find, keeps, romanize, warm
from bot.translation.facts.names.tables import chinese_words, english, hanzi, people, titles

ENGLISH, CHINESE = "en", "zh"


def rendered(text: str, language: str) -> dict[str, str]:
    return {text[name.start : name.end]: name.rendering for name in find(text, language)}


def table(rows: str) -> list[tuple[str, str]]:
    """Rows of `text | name = rendering, name`; a name without a rendering stays as it is."""
    return [(text.strip(), names.strip()) for text, names in (row.split("|") for row in rows.strip().splitlines())]


def pairs(names: str) -> dict[str, str]:
    return {
        name.strip(): (rendering or name).strip()
        for name, _, rendering in (part.partition("=") for part in names.split(";") if part.strip())
    }


@pytest.mark.parametrize(
    ("text", "names"),
    table("""
        我叫陈静 | 陈静=Chen Jing
        我叫安小雨 | 安小雨=An Xiaoyu
        大家好，我叫林晓梅，来自四川 | 林晓梅=Lin Xiaomei
        我的名字叫王磊 | 王磊=Wang Lei
        我叫晓晓 | 晓晓=Xiaoxiao
        她叫李雪 | 李雪=Li Xue
        我叫高兴 | 高兴=Gao Xing
        我叫安静 | 安静=An Jing
        我姓单 | 单=Shan
        免贵姓仇 | 仇=Qiu
        他姓欧阳 | 欧阳=Ouyang
        姓查的那个人 | 查=Zha
        小王让我告诉你 | 小王=Xiao Wang
        小李呢 | 小李=Xiao Li
        我和小张一起去 | 小张=Xiao Zhang
        小张开车来的 | 小张=Xiao Zhang
        叫我小王就行 | 小王=Xiao Wang
        老李说的 | 老李=Lao Li
        问问老周 | 老周=Lao Zhou
        阿明在吗 | 阿明=Ah Ming
        小明明天来 | 小明=Xiao Ming
        小红去哪了 | 小红=Xiao Hong
        小美的猫 | 小美=Xiao Mei
        小刚被老师骂了 | 小刚=Xiao Gang
        张伟明天来 | 张伟=Zhang Wei
        王芳说她不来 | 王芳=Wang Fang
        李娜赢了 | 李娜=Li Na
        张晓燕和李建军结婚了 | 张晓燕=Zhang Xiaoyan;李建军=Li Jianjun
        谢谢张伟 | 张伟=Zhang Wei
        我是王芳 | 王芳=Wang Fang
        王建国今天没来 | 王建国=Wang Jianguo
        陈思雨在吗 | 陈思雨=Chen Siyu
        黄晓明说他没空 | 黄晓明=Huang Xiaoming
        解晓东来了 | 解晓东=Xie Xiaodong
        我们班有三个张伟 | 张伟=Zhang Wei
        刘洋是我同学 | 刘洋=Liu Yang
        包裹上写的是王小明 | 王小明=Wang Xiaoming
        司马懿太厉害了 | 司马懿=Sima Yi
        上官婉儿是谁 | 上官婉=Shangguan Wan
        尉迟恭 | 尉迟恭=Yuchi Gong
        王老师来了 | 王老师=Teacher Wang
        李医生您好 | 李医生=Dr. Li
        张总好 | 张总=Manager Zhang
        陈姐在吗 | 陈姐=Sister Chen
        刘哥，吃了吗 | 刘哥=Brother Liu
        赵阿姨做的饭 | 赵阿姨=Auntie Zhao
        孙先生和周女士 | 孙先生=Mr. Sun;周女士=Ms. Zhou
        吴同学没交作业 | 吴同学=Wu
        单老师请假了 | 单老师=Teacher Shan
        曾教授的课 | 曾教授=Professor Zeng
        刘叔把水槽修好了 | 刘叔=Uncle Liu
        强哥来了 | 强哥=Brother Qiang
        欧阳老师好 | 欧阳老师=Teacher Ouyang
        成龙的电影 | 成龙=Jackie Chan
        周杰伦演唱会 | 周杰伦=Jay Chou
        刘德华的歌 | 刘德华=Andy Lau
        马云和马化腾 | 马云=Jack Ma;马化腾=Pony Ma
        单田芳的评书 | 单田芳=Shan Tianfang
        刘亦菲好美 | 刘亦菲=Liu Yifei
        李明和王强吵架了 | 李明=Li Ming;王强=Wang Qiang
        李小龙打得过他吗 | 李小龙=Bruce Lee
        李华是谁 | 李华=Li Hua
        孔子说过 | 孔子=Confucius
        泰勒·斯威夫特要来上海 | 泰勒·斯威夫特=Taylor Swift
        我在看哈利·波特 | 哈利·波特=Harry Potter
        马斯克又发推了 | 马斯克=Musk
        汤姆和玛丽去游泳 | 汤姆=Tom;玛丽=Mary
        有人玩《原神》吗 | 《原神》=Genshin Impact
        《三体》看完了 | 《三体》=The Three-Body Problem
        今晚看《哪吒之魔童闹海》 | 《哪吒之魔童闹海》=Ne Zha 2
        推荐《某部没人知道的书》 | 《某部没人知道的书》
        我家猫叫豆豆 | 豆豆=Doudou
        我家狗叫旺财 | 旺财=Wangcai
        我儿子叫乐乐，今年三岁 | 乐乐=Lele
        老王家的狗丢了 | 老王=Lao Wang
        陳靜來了 | 陳靜=Chen Jing
        張偉 | 張偉=Zhang Wei
        劉老師您好 | 劉老師=Teacher Liu
    """),
)
def test_names_in_chinese(text: str, names: str) -> None:
    assert rendered(text, CHINESE) == pairs(names)


@pytest.mark.parametrize(
    "text",
    """
    王国 马上就来 高兴死了 黄色的车 白天鹅 安全第一 方便面 周末去哪 周三见 一周年 任何人 何必呢 常常 世界和平 成功了
    明天温度 江苏 金钱 石头 钱包丢了 夏天 冬天 于是他走了 张开嘴 高中同学 马路 林子大了 花钱 水平 时候 包子 毛衣
    都会好的 强大 应该 有人 连忙 向来 相信 万一 单身狗 曾经 解决 查看 盖子 华为手机 伟大 小王子 小红书 小红花 老师
    老板 老婆 和老师说 语文老师 中文老师 数学老师 向老师请教 张总是迟到 望子成龙 说曹操曹操到 左宗棠鸡 我叫外卖
    我叫车了 我叫了救护车 你叫什么 他叫我起床 名字是什么 百姓 老百姓 同姓 贵姓 姓名 程序员 万达广场 金字塔 马到成功
    唐人街 唐诗宋词 元旦快乐 毛病真多 高速堵车 高铁票 马尔代夫 马来西亚 罗马 陈年老酒 约翰逊 尼克松 黄山 白云 石家庄
    项目 周一 时间 安静 平安 田野 花园 有位女士让座 三楼阿姨 几任总统 换了张卡 一段路 大小王 从小到大 太小了 小马
    小熊 老马 小黄鸭 小时候 小龙虾 阿姨 阿里巴巴 阿根廷 柏林墙 夏威夷 白平衡 冷冰冰
    猫叫了一晚上 狗叫得很大声 猫叫声 孩子叫我 梅瑞狄斯 罗森伯格 理科比我好 戴安娜 奥布莱恩
    我觉得我们今天晚上应该一起去吃火锅 今天天气真好 这部电影值得看 帮我看一下 谁能告诉我怎么走 生日快乐 晚安 辛苦了
    """.split(),
)
def test_chinese_words_are_not_names(text: str) -> None:
    assert find(text, CHINESE) == []


@pytest.mark.parametrize(
    ("text", "names"),
    table("""
        My name is Wang Wei | Wang Wei
        my name is kevin | kevin
        My name's Rose. | Rose
        my cat's name is Lucky | Lucky
        I met a girl named Sky | Sky
        call me Ace | Ace
        Thanks, Joy! | Joy
        Nick won't come because Ash is sick | Nick; Ash
        good job, Hunter! | Hunter
        April's birthday is in June | April
        Is Summer your sister? | Summer
        Crystal, your food is ready | Crystal
        Angel isn't answering her phone | Angel
        Jordan broke my mug | Jordan
        What's Lily's number? | Lily
        Victoria's dog bit me | Victoria
        call me grace | grace
        Call me Ishmael | Ishmael
        everyone calls me ollie | ollie
        im called tom | tom
        Grace is late again | Grace
        Is Grace late again? | Grace
        Grace's cat ate my lunch | Grace
        Emily’s here | Emily
        Will is here | Will
        Is Will coming on Saturday? | Will
        Mark said no | Mark
        Mark my words, Mark's going to quit. | Mark
        Rose told me everything | Rose
        Joy is here | Joy
        Faith told me | Faith
        Tell Hope to come | Hope
        Hunter said hi | Hunter
        Bill wants pizza | Bill
        Jack's dog is cute | Jack
        Drew won again | Drew
        June said she is fine | June
        Pat, can you help me? | Pat
        Emily, are you there? | Emily
        Kevin and Jessica broke up | Kevin; Jessica
        I asked Dawn to wake me up | Dawn
        I met Summer yesterday | Summer
        Joy can't come | Joy
        Is Jordan coming? | Jordan
        Have you seen Rose? | Rose
        Wang is here | Wang
        Xiaohong likes it | Xiaohong
        Anne-Marie said hi | Anne-Marie
        Aunt May is coming | Aunt May=May阿姨
        Uncle Bob and Aunt Sue are here | Uncle Bob=Bob叔叔; Aunt Sue=Sue阿姨
        Mr. Wang is here | Mr. Wang=Wang先生
        Dr Smith called | Dr Smith=Smith医生
        Dear Ms. Liu, thank you | Ms. Liu=Liu女士
        Thanks Mrs. Wu | Mrs. Wu=Wu太太
        Is Taylor Swift coming to Shanghai? | Taylor Swift=泰勒·斯威夫特
        I saw Emily Chen at school | Emily Chen
        I like Elon Musk | Elon Musk=埃隆·马斯克
        Jackie Chan movies are fun | Jackie Chan=成龙
        Li Hua is my friend | Li Hua
        Xiao Ming went home | Xiao Ming
        I know Zhang San and Li Si | Zhang San; Li Si
        my friend Zhao Xinyi lives there | Zhao Xinyi
        I met O'Brien there | O'Brien
        Did you see José? | José
        I'll ask Priya and Rahul | Priya; Rahul
        Who's Daniel? | Daniel
        Merry Christmas, Tom | Tom
        Hi Rose! | Rose
        I don't know Nick It sounds odd | Nick
        where's kayla? Kayla never answers | Kayla
        I use Discord on my iPhone | Discord; iPhone
        TikTok is banned | TikTok
        Do you have WeChat? | WeChat
        I like BTS | BTS
        Let's play Genshin Impact | Genshin Impact=《原神》
        have you read Journey to the West | Journey to the West=《西游记》
    """),
)
def test_names_in_english(text: str, names: str) -> None:
    assert rendered(text, ENGLISH) == pairs(names)


@pytest.mark.parametrize(
    "text",
    """
    Perfect|Help|Same|Danger, high voltage|May I come in|Will you come?|Hope is important|Hope you feel better
    |Art is long
    |Frank discussion needed|Mark my words|Chase the dream|Summer is coming|April is the cruelest month|in May we go
    |Rich people are weird|Sue them|Bill please|Grace period is over|Joy to the world|Rose petals everywhere|Pat the dog
    |I love Chinese food|we went to Hong Kong|I live in San Francisco|New York is big|Paris is nice|Mandarin is hard
    |St. Louis is far|get off at Clark Street
    |see you on Monday|in October|Happy New Year|Merry Christmas|Mid-Autumn Festival|The Great Wall|I'm from Wenzhou
    |Oh my God|Thanks Mom|Sorry Dad|God bless|Don't worry|I play Don't Starve|He Ran away|She Can do it|Long time no see
    |This Is A Title Case Message|HELLO JOHN|I Love You|Thank You So Much|I'm Hungry|I'm Chinese|I was in Love
    |USA vs UK in the NBA|AI is weird|the DVDs are here|my TV is broken|Mother's Day|New Year's Eve is fun
    |my name is not important|call me maybe|call me later|call me when you get home|Ok Google|Starbucks is closed
    |I think we should all go out and eat hot pot together tonight|Battery drains overnight|patch notes dropped
    |Subway delays again|Mods pls ban|It's fine|Yes. No. Maybe.|What a day! Everything broke.|We're Shanghainese
    """.replace("\n", "").split("|"),
)
def test_english_words_are_not_names(text: str) -> None:
    assert find(text.strip(), ENGLISH) == []


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        row.split(":")
        for row in """
        陈静:Chen_Jing 欧阳修:Ouyang_Xiu 单田芳:Shan_Tianfang 朴树:Piao_Shu 曾国藩:Zeng_Guofan 解晓东:Xie_Xiaodong
        仇英:Qiu_Ying 查良镛:Zha_Liangyong 区小明:Ou_Xiaoming 尉迟恭:Yuchi_Gong 万俟卨:Moqi_Xie 任正非:Ren_Zhengfei
        华佗:Hua_Tuo 盖聂:Ge_Nie 翟天临:Zhai_Tianlin 吕布:Lü_Bu 张都:Zhang_Du 李行:Li_Xing 长孙无忌:Zhangsun_Wuji
        王:Wang 诸葛亮:Zhuge_Liang 令狐冲:Linghu_Chong 乐嘉:Yue_Jia 缪思:Miao_Si 薄一波:Bo_Yibo 陈绿:Chen_Lü
        夏侯惇:Xiahou_Dun
        """.split()
    ],
)
def test_surnames_are_read_as_surnames(name: str, pinyin: str) -> None:
    assert romanize(name) == pinyin.replace("_", " ")


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("我叫陈静", "My name is Chen Jing.", CHINESE),
        ("我叫陈静", "I'm chenjing", CHINESE),
        ("我叫陈静", "My name is Jing Chen.", CHINESE),
        ("小王让我告诉你", "Little Wang asked me to tell you.", CHINESE),
        ("阿明在吗", "Is A-Ming there?", CHINESE),
        ("王老师来了", "Ms. Wang is here.", CHINESE),
        ("成龙的电影", "Jackie Chan's films", CHINESE),
        ("成龙的电影", "Cheng Long's films", CHINESE),
        ("吕梅来了", "Lu Mei is here", CHINESE),
        ("有人玩《原神》吗", "Anyone play Genshin Impact?", CHINESE),
        ("有人玩《原神》吗", "Anyone play 《原神》?", CHINESE),
        ("今天天气真好", "Nice weather today.", CHINESE),
        ("Grace is late again", "Grace又迟到了", ENGLISH),
        ("Grace is late again", "格蕾丝又迟到了", ENGLISH),
        ("My name is Wang Wei", "我叫王伟", ENGLISH),
        ("My name is Wang Wei", "我叫Wang Wei", ENGLISH),
        ("Is Taylor Swift coming?", "泰勒·斯威夫特要来吗？", ENGLISH),
        ("Is Taylor Swift coming?", "Taylor Swift要来吗？", ENGLISH),
        ("Tom is here", "汤姆来了", ENGLISH),
        ("what a nice day", "多好的一天", ENGLISH),
    ],
)
def test_kept_names_are_recognized(source: str, target: str, language: str) -> None:
    assert keeps(source, target, language)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("我叫陈静", "I'm Chen, be quiet.", CHINESE),
        ("我叫陈静", "My name is quiet.", CHINESE),
        ("小王让我告诉你", "The little king asked me to tell you.", CHINESE),
        ("张伟明天来", "Zhang is great, come tomorrow.", CHINESE),
        ("王老师来了", "The teacher is here.", CHINESE),
        ("有人玩《原神》吗", "Does anyone play the original god?", CHINESE),
        ("Grace is late again", "恩典又迟到了", ENGLISH),
        ("My name is Wang Wei", "我的名字是王子", ENGLISH),
        ("Mark said no", "标记说不", ENGLISH),
        ("Is Taylor Swift coming?", "裁缝快来了吗？", ENGLISH),
    ],
)
def test_lost_names_are_noticed(source: str, target: str, language: str) -> None:
    assert not keeps(source, target, language)


def test_a_title_with_a_placeholder_is_no_name() -> None:
    assert find("《⟦0⟧》好看吗", CHINESE) == []


def test_other_languages_have_no_names() -> None:
    assert find("Grace 张伟", "other") == []
    assert keeps("Grace 张伟", "", "other")


@pytest.mark.parametrize(("name", "rendering"), people().items())
def test_well_known_people_are_found_as_listed(name: str, rendering: str) -> None:
    assert find(f"看，{name}。", CHINESE) == [Name(2, 2 + len(name), rendering)]
    assert keeps(name, rendering, CHINESE)


@pytest.mark.parametrize(("title", "rendering"), titles().items())
def test_titles_are_found_as_listed(title: str, rendering: str) -> None:
    assert find(f"我看了《{title}》。", CHINESE) == [Name(3, 5 + len(title), rendering)]


def test_the_tables_are_consistent() -> None:
    known = english()
    assert not known.given & (known.ambiguous | known.words | known.translated)
    assert not known.ambiguous & known.words
    assert len(known.given) > 2500
    assert {"grace", "mark", "will"} <= known.ambiguous
    assert {"china", "english", "monday", "christmas"} <= known.translated
    assert all(len(character) == 1 for kind in hanzi() for character in kind)
    assert all(2 <= len(word) <= 4 for word in chinese_words())
    warm()


PIECES = """
    我叫 陈静 小王 老李 阿明 张伟 明天 来 王老师 张总 的 ， 。 《 》 《原神》 · 泰勒·斯威夫特 欧阳 姓 单 说曹操 曹操
    汤姆 陳 們
    Grace is Will said My name is call me Taylor Swift Mr. Wang 's The Matrix iPhone . ! ' " O' NBA Li Hua
    """.split()


@given(
    st.lists(st.sampled_from([*PIECES, " "]) | st.text(max_size=4)).map("".join), st.sampled_from([ENGLISH, CHINESE])
)
def test_names_are_in_order_within_the_text(text: str, language: str) -> None:
    past = 0
    for name in find(text, language):
        assert past <= name.start < name.end <= len(text)
        assert name.rendering.strip() == name.rendering != ""
        past = name.end


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4))
def test_romanized_names_have_no_tone_marks(name: str) -> None:
    assert set(romanize(name)) <= set(ascii_letters + "üÜêÊ ")


@given(st.text())
def test_anything_can_be_romanized(name: str) -> None:
    assert not regex.search(r"\p{Han}", romanize(name))


@given(st.lists(st.sampled_from(PIECES)).map(" ".join), st.sampled_from([ENGLISH, CHINESE]))
def test_a_translation_with_every_rendering_keeps_the_names(text: str, language: str) -> None:
    target = ", ".join(name.rendering for name in find(text, language))
    assert keeps(text, target, language)


@pytest.mark.parametrize(
    "piece", ["王", "小王", "张伟", "《", "我叫", "说曹操", "欧阳", "姓", "Grace ", "Will ", "My name is ", "A-", "'"]
)
def test_hostile_text_is_fast(piece: str) -> None:
    text = piece * (4000 // len(piece))
    assert all(len(find(text, language)) <= len(text) for language in (ENGLISH, CHINESE))
