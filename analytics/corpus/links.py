"""Web addresses: only http and https, without what tracks the reader."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = {
    "f", "fbclid", "from", "fromid", "gclid", "igshid", "isappinstalled", "mc_cid", "mc_eid",
    "mkt_tok", "msclkid", "ref", "ref_src", "refer", "referer", "referrer", "share", "share_from",
    "share_source", "share_token", "sharefrom", "shareid", "source", "spm", "src", "srcid",
    "timestamp", "tt_from", "wechat_redirect", "wfr", "yclid", "scene", "chksm", "_openstat",
}  # fmt: skip
_TRACKING_STARTS = ("utm_", "spm", "share_", "hmsr", "hmpl", "hmcu", "hmkw", "hmci", "pk_", "mtm_")


def web_address(text: str) -> str:
    """The address without tracking parameters; empty unless it is an http(s) address with a host."""
    if not text:
        return ""
    text = text.strip()
    if not text[:8].lower().startswith(("http://", "https://")) or len(text) > 4_000:
        return ""
    try:
        parts = urlsplit(text)
        if not parts.hostname or any(c.isspace() or c in "<>\"'`{}" for c in text):
            return ""
        if parts.username is not None:  # a password is nobody's business
            parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    except ValueError:
        return ""
    if not parts.query:
        return urlunsplit(parts._replace(fragment="")) if parts.fragment else urlunsplit(parts)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith(_TRACKING_STARTS)
    ]
    return urlunsplit(parts._replace(query=urlencode(kept, safe="=/,:"), fragment=""))


def host_of(url: str) -> str:
    """Host of an address without `www.`; empty when there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
