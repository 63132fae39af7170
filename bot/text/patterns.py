"""What Discord's markup looks like, as one compiled alternation.

Every repetition is possessive, bounded or runs over one character class, and a pattern that may run long starts only
where a word starts, so that a scan is linear in the text.

Sources: Discord's developer documentation ("Message formatting"), the rules of its simple-markdown parser for links
and emphasis, and Unicode Technical Standard 51 for emoji sequences.
"""

import regex

_TOP_LEVEL = "com|org|net|edu|gov|io|gg|tv|cn|dev|app|hk|tw"

_EMOJI = r"""
    (?: [\U0001F1E6-\U0001F1FF]{1,2}
      | [0-9#*]\uFE0F?\u20E3
      | <a?:[A-Za-z0-9_]{1,32}:[0-9]{1,20}>
      | (?: (?![©®™‼⁉〰〽ℹ↔-↪])\p{Extended_Pictographic} | [©®™‼⁉〰〽ℹ↔-↪](?=\uFE0F) | \p{Emoji_Modifier} )
        (?:\uFE0F|\p{Emoji_Modifier}|[\U000E0020-\U000E007F])*+
        (?: \u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*+ )*+
    )
"""

_FACE = "[ω∀▽△°□´｀∇≧≦◕‿ಠᴗ◡╯╰╥﹏╹⌒＾дДツシ๑•益Д︶皿ಥ・`＞＜∩⊙◉◔╬ε▔ﾟ∠ゝ﹃╭╮〃￣ㅂㅅ◠]"
"""What stands in a face and seldom in a remark in brackets."""

_KAOMOJI = rf"""
    (?: [ヽヾ╰╭ᕙ┌╮＼\\¯ʕʅ乁┐⊂つΣ∠]{{0,3}}
        [(（] (?=[^()（）\n]{{0,14}}{_FACE}) (?: [^()（）\n\p{{Han}}A-Za-z0-9] | [益皿人oOTvwxX] ){{1,15}} [)）]
        [ﾉノ╯╮ง┘┐┌❤♡♪〜✧ゞシっつ⊃ʃʔΣ彡و]{{0,8}}
      | ¯\\?\\?_[(（]ツ[)）]_/¯
      | \\?\(\^[oO_.w-]?\^\)/?
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

_QUOTE = r"[ \t]*+ (?:>>>|>) [ ]++"
_BULLET = r"[ \t]*+ (?:[-*+]|[0-9]{1,9}\.) [ ]++"
_HEADING = r"[ \t]*+ (?:\#{1,3}|-\#) [ ]++"

_START = r"""
    (?= [^A-Za-z\x20\u3400-\u4E40\u4E42-\u9FFF] | ^\x20 | (?<![A-Za-z0-9])[A-Za-z] | (?:https?|steam|discord):// )
"""
"""Where a token can begin: not at most letters, spaces and Han, which are passed over four times as fast this way.

Whoever adds a token that begins otherwise lets it through here; a kaomoji begins with `乁`, which is U+4E41.
"""

TOKEN = regex.compile(
    rf"""
    {_START} (?:
      (?P<newline> \r\n?+ | [\n\x85\u2028\u2029] )
    | (?P<block> ^ (?: {_QUOTE} (?:{_BULLET})*+ (?:{_HEADING})?+ | (?:{_BULLET})++ (?:{_HEADING})?+ | {_HEADING} ) )
    | (?P<emoji> {_EMOJI} (?:[ ]?{_EMOJI})*+ | {_KAOMOJI} )
    | (?P<escape> \\[!-/:-@\[-`{{-~] )
    | (?P<mention> <@[!&]?[0-9]{{1,20}}> | <\#[0-9]{{1,20}}> | <id:[a-z-]{{1,20}}(?::[0-9]{{1,20}})?>
                 | @(?:everyone|here)(?![A-Za-z0-9_])
                 | (?<![A-Za-z0-9_@.])@[A-Za-z0-9_]{{2,32}}+(?:\.[A-Za-z0-9_]{{1,32}}+)*+ )
    | (?P<command> </[^\s:<>][^:<>\n]{{0,100}}:[0-9]{{1,20}}> )
    | (?P<timestamp> <t:-?[0-9]{{1,17}}(?::[A-Za-z])?> )
    | (?P<link> <(?:https?|steam|discord)://[^\s<>]++> )
    | (?P<url> (?:https?|steam|discord)://
               (?: (?!\]\(|\|\||\*\*|~~) [^\s<\p{{C}}，。！？；：、“”‘’（）《》「」『』【】…～⟦⟧] )++ )
    | (?P<email> (?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]++@(?:[A-Za-z0-9-]++\.)++[A-Za-z0-9-]++ )
    | (?P<domain> (?<![A-Za-z0-9_.@/-])(?:[A-Za-z0-9-]++\.)++(?:{_TOP_LEVEL})(?![A-Za-z0-9_-]|\.[A-Za-z0-9])
                  (?:/[A-Za-z0-9_./?&=%\#+~-]*+)? )
    | (?P<emoticon> {_EMOTICON} )
    | (?P<identifier> (?<![A-Za-z0-9_])[A-Za-z0-9]++(?:_++[A-Za-z0-9]++)++(?![A-Za-z0-9_])
                    | (?<![0-9*])[0-9]++(?:\*[0-9]++)++(?![0-9*]) )
    | (?P<shortcode> (?<![A-Za-z0-9_:])(?: :(?=[0-9_+-]*[A-Za-z]|[+-]1:)[A-Za-z0-9_+-]{{2,32}}: )++(?![A-Za-z0-9_]) )
    | (?P<ticks> `++ )
    | (?P<brackets> ⟦[^⟦⟧\n]{{0,8}}⟧ | [⟦⟧] )
    | (?P<control> [\p{{Cc}}\p{{Cs}}\p{{Co}}\p{{Cn}}--[\t\n\r\x85]]++ )
    | (?P<target> \]\(\s{{0,4}}+<?+(?:https?|steam|discord)://[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+>?+
                  (?:\s{{1,4}}+"[^"\n]{{0,200}}")?\s{{0,4}}+\) )
    | (?P<mark> \*++ | _++ | ~~++ | \|\|++ | [\[\]] )
    )
    """,
    regex.VERBOSE | regex.MULTILINE | regex.VERSION1,
)
"""One token of markup; the name of the group that matched says which (`Match.lastgroup`)."""

PLAIN = regex.compile(
    r"""
    (?! .*(?<![A-Za-z]) (?: [Oo][Rr][Zz] | OTZ | Q[AwWuU]Q | [OoUu][wW][OoUu] | [xX][DPpOo]+ ) (?![A-Za-z]) )
    [A-Za-z\u3400-\u4E40\u4E42-\u9FFF\ ,!?'，。！？；、“”《》]++ \.?
    """,
    regex.VERBOSE,
)
"""What most messages are, found to hold no token at a tenth of the cost: letters, Han, and the signs of a sentence.

Whoever adds a token of these alone, as some faces are, names it here.
"""
