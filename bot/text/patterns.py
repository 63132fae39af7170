"""The patterns of Discord's markup and other tokens, as one compiled alternation.

Every repetition is possessive, bounded or over a single character class, and a pattern that may match long text only
starts at the start of a word, so that a scan takes linear time.

Sources: Discord's developer documentation ("Message formatting"), the rules of its simple-markdown parser for links
and emphasis, and Unicode Technical Standard 51 for emoji sequences.
"""

import regex

_EMOJI = r"""
    (?! [★] | [🅰🅱🅾🅿Ⓜ](?=[Ⓐ-ⓩ\U0001F130-\U0001F189]) | (?<=[Ⓐ-ⓩ\U0001F130-\U0001F189])[🅰🅱🅾🅿Ⓜ] )
    (?: [\U0001F1E6-\U0001F1FF]{1,2}
      | [0-9#*]\uFE0F?\u20E3
      | <a?:[A-Za-z0-9_]{1,32}:[0-9]{1,20}>
      | (?: (?![©®™‼⁉〰〽ℹ↔-↪])\p{Extended_Pictographic} | [©®™‼⁉〰〽ℹ↔-↪](?=\uFE0F) | \p{Emoji_Modifier} )
        (?:\uFE0F|\p{Emoji_Modifier}|[\U000E0020-\U000E007F])*+
        (?: \u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*+ )*+
    )
"""

_FACE = "[ω∀▽△°□´｀∇≧≦◕‿ಠᴗ◡╯╰╥﹏╹⌒＾дДツシ๑•益Д︶皿ಥ・`＞＜∩⊙◉◔╬ε▔ﾟ∠ゝ﹃╭╮〃￣ㅂㅅ◠]"
"""Characters that are common in faces and rare in remarks in parentheses."""

_EYE = r"[\^><T¬;@=oOxX•°'~￣≧≦´-]"
_KAOMOJI = rf"""
    (?: [ヽヾ╰╭ᕙ┌╮＼\\¯ʕʅ乁┐⊂つΣ∠]{{0,3}}
        [(（] (?=[^()（）\n]{{0,14}}{_FACE}) (?: [^()（）\n\p{{Han}}A-Za-z0-9] | [益皿人oOTvwxX] ){{1,15}} [)）]
        [ﾉノ╯╮ง┘┐┌❤♡♪〜✧ゞシっつ⊃ʃʔΣ彡و]{{0,8}}
      | ¯\\?\\?_[(（]ツ[)）]_/¯
      | [ヽヾ╰٩ᕕ\\]? [(（] [*＊]? {_EYE} [_.▽ω〇oO∀wW-]{{1,2}} {_EYE} [*＊;]? [)）] [ﾉノ╯۶ᕗ/]?
      | \\{{0,2}}\(\^[oO_.w-]?\^\)/?
      | (?:┬─┬|┻━┻)(?:[ ]?ノ[(（][^()（）\n]{{1,10}}[)）])?
    )
    (?: [ ]?[︵ミ][ ]?┻━┻ | ︵ )?
"""

_EMOTICON = r"""
    (?: (?<![0-9]) [:;]['’]?-?[()]{1,6}
      | (?<![A-Za-z0-9:]) (?: [:;=xX]['’]?-?[DPp3Oo]+ | [:;]-?[|\\/](?!/) | </?3 | [>]?[=][)D] )
      | (?<![A-Za-z0-9_^]) (?: \^[_.\-]?\^ | T[_.]T | Q[AwWuU]Q | [OoUu][wW][OoUu] | >[_.]< | [oO]_[oO0] | -_{1,3}-
                             | ;_; | [.]_[.] | =[w_]= | x_x | X_X | @_@ | orz | OTZ )
    ) (?![A-Za-z0-9_])
"""

_LETTERED = r"(?: [Oo][Rr][Zz] | OTZ | Q[AwWuU]Q | [OoUu][wW][OoUu] | [xX][DPpOo3]+ ) (?![A-Za-z])"
"""Faces made of letters."""

_QUOTE = r"[ \t]*+ (?:>>>|>) [ ]++"
_GREENTEXT = r"[ \t]*+ >{1,3} (?=[A-Za-z0-9\p{Han}])"
_BULLET = r"[ \t]*+ (?:[-*+](?:[ ]++\[[ xX]?\](?=[ ]))?+|[0-9]{1,9}\.) [ ]++"
_POINT = (
    r"[ \t]*+ (?: [•·‣▪◦∙⁃] [ ]*+(?=\S) | [(（]?[0-9]{1,2}(?:[)）] | 、(?![0-9]|.?、) | \.(?=\p{Han}) )[ ]*+(?=\S) )"
)
_HEADING = r"[ \t]*+ (?:\#{1,3}|-\#) [ ]++"

_START = rf"""
    (?= [^A-Za-z0-9\x20,!?'")，。！？；、：“”《》\u3400-\u4E40\u4E42-\u9FFF]
      | ^[\x200-9]
      | (?<![A-Za-z0-9]) (?: (?:[A-FOS]|AB)[+-](?![A-Za-z0-9])
                         | [A-Za-z]++(?: [0-9_@/\\(\#]|[.:-](?=\S)|\+\+ ) | {_LETTERED} | [a-z]{{2,}}[A-Z][a-z]
                         | localhost
                         | [0-9]{{8}} | [0-9]++(?:[A-Za-z_@*/:-]|\.[0-9A-Za-z]|[ ][0-9]) )
      | [0-9]\uFE0F?\u20E3 | (?:https?|steam|discord)://
    )
"""
"""Where a token can start: this skips most of a message several times as fast.

When adding a token that starts differently, allow it here; a kaomoji starts with `乁`, which is U+4E41. Tokens that
start with Han are handled in `bot.text.keyed`.
"""

_SEGMENT = r"(?: [A-Za-z0-9_.+@%~-]++ | \p{Han}++(?:[A-Za-z0-9_.+@%~-]++)?+ )"
"""A segment of a path: Han after a Latin letter is the continuation of the sentence."""

EXTENSION = r"""
    (?: pdf|docx?|xlsx?|pptx?|txt|md|csv|tsv|json|jsonl|xml|html?|css|scss|ya?ml|toml|ini|cfg|conf|log|env|js
      | mjs|jsx|ts|tsx|vue
      | py|pyc|ipynb|java|jar|kt|rb|rs|php|lua|cpp|hpp|cs|sql|sh|bat|ps1|exe|msi|dll|dmg|apk|ipa|iso|bin|dat|db|bak|lock
      | zip|rar|7z|gz|bz2|xz|jpe?g|png|gif|webp|svg|bmp|ico|psd|mp3|mp4|mkv|avi|mov|wav|flac|ogg|srt|epub
      | mobi|torrent|ttf|gguf|onnx|safetensors|sqlite )
"""

_ROOT = r"(?:usr|etc|home|var|tmp|opt|bin|sbin|dev|mnt|root|srv|proc|sys|lib|boot|media|Users|Applications|Library)"

_DRIVE_PATH = rf"""
    (?<![A-Za-z0-9]) [A-Za-z]:(?: \\ | /(?=[A-Za-z0-9_\p{{Han}}]) )
    (?: [^\s\\/:*?"<>|`\p{{P}}][^\\/:*?"<>|`\n，。！？；：]{{0,60}}+[\\/] | {_SEGMENT}[\\/] )*+ {_SEGMENT}?+
"""

_PATH = rf"""
    (?: \\\\[A-Za-z0-9.-]++ (?: \\{_SEGMENT} )++
      | %[A-Za-z_]++% (?: \\{_SEGMENT} )*+ \\?+
      | (?<![A-Za-z0-9_/.~]) (?: ~ | \.{{1,2}} )/ (?: {_SEGMENT}/ )*+ {_SEGMENT}
      | (?<![A-Za-z0-9_/.~<\p{{Han}}]) / [A-Za-z0-9_.+-]{{2,}}+ (?: /{_SEGMENT} )++ /?+
      | (?<![A-Za-z0-9_/.~<]) / {_ROOT} (?![A-Za-z0-9_-]) (?: /{_SEGMENT} )*+ /?+
      | (?<![^\s(（]) / [a-z][a-z0-9_-]{{1,31}}+ (?![A-Za-z/:])
    )
"""

_SHAPE = r"[꧁꧂༺༻༒☬★☆✦-✱✲-❋♩-♬♪♫◆◇●■□▲△▼▽※─-▟]"
"""Stars, notes and box-drawing characters, used for ratings and decoration."""

_PHONE = r"""
    (?<![A-Za-z0-9_.,$€£¥￥+-]) (?:
        \+ (?= [1-9](?:[ .()-]{0,2}[0-9]){8,14}(?![0-9]) ) [0-9]{1,3}
          (?: (?: [ .-]?[0-9]{1,2}(?![0-9]) ){5} | (?: [ .-]{0,1}\(?[0-9]{1,11}\)? ){1,3}+ )
      | \([0-9]{3,4}\)[ -]?[0-9]{3,4}[ -]?[0-9]{4}
      | 1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}
      | (?: 1[ -] )? [0-9]{3}[-.][0-9]{3}[-.][0-9]{4}
      | 0[0-9]{2,3}[ -][0-9]{3,4}[ -]?[0-9]{4}
      | [48]00-[0-9]{3,4}-?[0-9]{3,4}
      | [0-9]{3}-0[0-9]{3} | 555-[0-9]{4}
      | [0-9]{4}(?:[ -][0-9]{4}){3,5}(?:[ -][0-9]{1,3})?
      | \*[0-9]{2,3}(?:\*[0-9]++)*+\#
    ) (?![A-Za-z0-9_]|[.-][0-9])
"""

_AFTER_DASH = r"""
    (?: and|but|so|or|the|a|an|that|which|when|then|if|with|for|to|in|at|on|not|like|it|he|she|they|we|you|this|what
      | who|how|during|because|as|of|by|from|is|was|are|maybe|just|my|your|his|her|our|their|there|where|why|well|yes
      | no|oh )
"""
"""Words before which `--` is a dash; before any other word it starts an option."""

_URL = r"""
    (?: (?:https?|steam|discord):// | (?<![A-Za-z0-9])(?: [A-Za-z][A-Za-z0-9+.-]{1,14}+:// | magnet:\? ) )
    (?: (?!\]\(|\|\||\*\*|~~) [^\s<\p{C}，。！？；：、“”‘’（）《》「」『』【】…～⟦⟧] )++
"""
_EMAIL = r"""
    (?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]++@(?:[A-Za-z0-9-]++\.)++[A-Za-z0-9-]++
    (?::(?=[A-Za-z0-9_-]++/)[A-Za-z0-9_./-]*[A-Za-z0-9])?
"""

_DOTTED = rf"""
      (?P<file> (?<![A-Za-z0-9_.@/-]) [ru]/[A-Za-z0-9_]{{3,21}}+(?![A-Za-z0-9_/-]) )
    | (?P<file> (?<![A-Za-z0-9_.@/-]) (?:[A-Za-z0-9_-]++/)++ (?:[A-Za-z0-9_.-]++/)*+
                [A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++){{0,4}}?\.{EXTENSION}
                (?![A-Za-z0-9_/-]|\.[A-Za-z0-9]) )
    | (?P<file> (?<![A-Za-z0-9_.@/-]) (?:src|lib|node_modules|dist|assets|packages)
                (?:/[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)*+)++ /?+ (?![A-Za-z0-9_]) )
    | (?P<dotted> (?<![A-Za-z0-9_.@/-]) [A-Za-z0-9]++(?:[_-]++[A-Za-z0-9]++)*+
                  (?:\.[A-Za-z0-9]++(?:[_+-]++[A-Za-z0-9]++)*+)++
                  (?: :[0-9]{{2,5}}(?![0-9]) )?+
                  (?: [/?\#](?: (?!\]\(|\|\||\*\*|~~|\\[!-/:-@\[-`{{-~])
                            [^\s<\p{{C}}，。！？；：、“”‘’（）《》「」『』【】…～⟦⟧`] )++ | / )?+ )
"""

_GRADE = r"(?: (?<![A-Za-z0-9_+'’-])(?:[A-FOS]|AB)(?: \+{1,6}+ | - )(?![A-Za-z0-9_+-]|[ ][A-Za-z]+[ ]?[-–—]) )"
"""A grade or a blood type: `A+`, `B-`, `AB+`."""

_HAN_NAME = r"""
    (?! [我你您他她它咱谁誰]们?(?:吧|呀|啊|了|的|一下)?(?!\p{Han}) | [一下了的过出来去] )
    (?: (?![我你您他她它咱谁誰]) \p{Han}{2,3}? (?=[你您]) | [小老阿]\p{Han} (?=[是在来快去要想能会可帮看把和跟说我他她])
      | \p{Han}{1,4}+ (?: [A-Za-z0-9_]{1,16}+(?![A-Za-z0-9_]) | (?!\p{Han}) ) )
"""
"""A name in Han after an at sign; if more Han follows, a few words indicate where the name ends."""

_CODE = (
    r"(?P<code> (?<![A-Za-z0-9_$€£¥￥]) (?=[A-Za-z-]{0,64}+[0-9]) [A-Za-z0-9]++ (?:-[A-Za-z0-9]++)*+ (?![A-Za-z0-9_]) )"
)
_IDENTIFIER = r"""
    (?P<identifier> (?<![A-Za-z0-9_])(?:
        (?=[A-Za-z0-9-]{0,64}+_)[A-Za-z0-9]++(?:[_-]++[A-Za-z0-9]++)++(?![A-Za-z0-9_])
      | [A-Z]{4,6}(?:-[A-Z]{4,6}){2,5}+(?![A-Za-z0-9_-]) ) )
"""
_HEX_ADDRESS = r"""
    (?: (?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2} | (?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}
      | (?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6} ) (?![A-Za-z0-9:])
"""

_LETTER_FIRST = rf"""
      (?P<url> {_URL} )
    | (?P<path> {_DRIVE_PATH} )
    | (?P<email> {_EMAIL} )
    | (?P<address> (?<![A-Za-z0-9:.]) (?: {_HEX_ADDRESS} | localhost(?![A-Za-z0-9])(?::[0-9]{{1,5}})?(?:/[\w./-]*+)? ) )
    | (?P<program> (?<![A-Za-z0-9_\#&]) (?: [CFJQ]\#(?![A-Za-z0-9\#])
                   | {_GRADE} | (?!PS:|NB:|QA:)[A-Z]{{2,3}}:[A-Z]{{2,3}}(?![A-Za-z0-9:])
                   | [A-Za-z]{{1,10}}\+\+(?:[0-9]{{2}})?(?![A-Za-z0-9+])
                   | (?<!\.)[A-Za-z_][A-Za-z0-9_]*+(?:\.[A-Za-z_][A-Za-z0-9_]*+)*+\(\)
                   | [a-z]{{2,}}+(?:[A-Z][a-z0-9]++)++[A-Z]?(?![A-Za-z_]|\.[A-Za-z0-9]) ) )
    | {_DOTTED} | (?P<emoticon> {_EMOTICON} ) | {_IDENTIFIER} | {_CODE}
"""

_DIGIT_FIRST = rf"""
      (?P<email> {_EMAIL} )
    | (?P<address> (?<![A-Za-z0-9:.]) (?: {_HEX_ADDRESS}
                   | [0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?![0-9.])(?::[0-9]{{1,5}})?(?:/[\w./-]*+)? ) )
    | (?P<phone> {_PHONE} )
    | {_DOTTED} | {_IDENTIFIER}
    | (?P<identifier> (?<![0-9*])[0-9]++(?:\*[0-9]++)++(?![0-9*]) )
    | (?P<identifier> (?<![0-9A-Za-z-])[0-9](?:-[0-9]){{3,9}}+(?![0-9A-Za-z-]) )
    | {_CODE}
"""

TOKEN = regex.compile(
    rf"""
    {_START} (?:
      (?=[A-Za-z]) (?: {_LETTER_FIRST} )
    | (?![A-Za-z]) (?:
      (?P<newline> \r\n?+ | [\n\x85\u2028\u2029] )
    | (?P<block> ^ (?: {_QUOTE} (?:{_BULLET})*+ (?:{_HEADING})?+ | (?:{_BULLET})++ (?:{_HEADING})?+ | {_HEADING}
                   | {_GREENTEXT} | {_POINT} ) )
    | (?P<emoji> {_EMOJI} (?:[ ]?{_EMOJI})*+ | {_KAOMOJI} )
    | (?=[0-9]) (?: {_DIGIT_FIRST} )
    | (?P<path> {_PATH} )
    | (?P<escape> \\[!-/:-@\[-`{{-~] )
    | (?P<mention> <@[!&]?[0-9]{{1,20}}> | <\#[0-9]{{1,20}}> | <id:[a-z-]{{1,20}}(?::[0-9]{{1,20}})?>
                 | @(?:everyone|here)(?![A-Za-z0-9_])
                 | (?<![A-Za-z0-9_@.])@[A-Za-z0-9_]{{2,32}}+(?:\.[A-Za-z0-9_]{{1,32}}+)*+
                 | (?<![A-Za-z0-9_@.])@{_HAN_NAME} )
    | (?P<command> </[^\s:<>][^:<>\n]{{0,100}}:[0-9]{{1,20}}> )
    | (?P<timestamp> <t:-?[0-9]{{1,17}}(?::[A-Za-z])?> )
    | (?P<link> <(?:https?|steam|discord)://[^\s<>]++> )
    | (?P<email> {_EMAIL} )
    | (?P<hashtag> (?<![A-Za-z0-9_\#&/＃])[\#＃] (?:
                   (?=[^\s\#＃]{{0,40}}\p{{L}})[^\s\#＃\p{{C}}]{{1,40}}[\#＃](?![A-Za-z0-9_])
                 | [0-9]{{2,9}}+(?: (?:-[0-9A-Z]{{1,12}}){{1,4}}+(?![a-z0-9_]) | (?![\p{{L}}\p{{N}}_]) )
                   | (?=[\p{{N}}_]*+\p{{L}}) [\p{{L}}\p{{M}}\p{{N}}_·-]{{1,60}}+ ) )
    | (?P<sticker> \[(?=[^\]\n]{{1,12}}\]) [\p{{Han}}A-Za-z0-9_]{{1,12}}+\](?!\() )
    | (?P<decoration> (?<!\S)(?:[-=]{{1,2}}>|<[-=]{{1,2}}|={{2,}}+)(?!\S) | {_SHAPE}++(?:[ ]{_SHAPE}++)*+ )
    | (?P<symbol> [←-⇿©®™①-⒛⓪-⓿❶-➓➔-➾∀-∅∇-∑√∝-∠∧-∳⌀-⏿ℓ№℠]++ )
    | (?P<phone> {_PHONE} )
    | (?P<address> (?<![A-Za-z0-9:])::(?:[0-9A-Fa-f]{{1,4}})(?::[0-9A-Fa-f]{{1,4}}){{0,6}}(?![A-Za-z0-9:]) )
    | (?P<emoticon> {_EMOTICON} )
    | (?P<shortcode> (?<![A-Za-z0-9_:])(?: :(?=[0-9_+-]*[A-Za-z]|[+-]1:)[A-Za-z0-9_+-]{{2,32}}: )++(?![A-Za-z0-9_]) )
    | (?P<program> (?<![\p{{L}}\p{{N}}_.-]) (?: \.NET(?![A-Za-z])
                 | --(?!{_AFTER_DASH}(?![A-Za-z0-9-]))[a-z][a-z0-9]++(?:-[a-z0-9]++)*+(?:=[^\s，。]++)?+
                 | \.(?: [a-z]{{3,}}(?:ignore|rc) | (?:env|git|ssh|vscode|venv|cache|config|docker|idea)
                          (?:[./][A-Za-z0-9_./-]*[A-Za-z0-9])? )(?![A-Za-z0-9])
                 | \$[A-Z_]{{2,}}+(?![0-9])(?:/[A-Za-z0-9_./-]*[A-Za-z0-9])?
                 | __(?:init|main|name|file|all|call|str|repr|dict|doc|class|new|del|len|eq|hash|enter|exit|iter|next)__
                 | __[a-z]++__\.py ) )
    | (?P<ticks> `++ )
    | (?P<brackets> ⟦[^⟦⟧\n]{{0,8}}⟧ | [⟦⟧] )
    | (?P<control> [\p{{Cc}}\p{{Cs}}\p{{Co}}\p{{Cn}}--[\t\n\r\x85]]++ )
    | (?P<target> \]\(\s{{0,4}}+<?+(?:https?|steam|discord)://[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+>?+
                  (?:\s{{1,4}}+"[^"\n]{{0,200}}")?\s{{0,4}}+\) )
    | (?P<mark> \*++ | _++ | ~~++ | \|\|++ | [\[\]] )
    ) )
    """,
    regex.VERBOSE | regex.MULTILINE | regex.VERSION1,
)
"""A token; the name of the matching group (`Match.lastgroup`) says which kind."""

PLAIN = regex.compile(
    rf"""
    (?! .*(?: (?<![A-Za-z]) {_LETTERED} | [a-z]{{2}}[A-Z][a-z] | localhost ) )
    [A-Za-z\u3400-\u4E40\u4E42-\u9FFF\ ,!?'，。！？；、“”《》]++ \.?
    """,
    regex.VERBOSE,
)
"""A message without tokens, as most are: letters, Han and sentence punctuation, matched at a tenth of the cost.

When adding a token that has only these characters, as some faces do, exclude it here.
"""
