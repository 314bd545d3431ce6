"""The script for an owner who names its hash in the tag: whatever it runs is known, byte for byte, before it runs.

A browser checks the tag's own file by `integrity`. What that file imports later it has pinned itself: a module that was
preloaded with a hash is checked by the browser too, and the import that follows takes it from there. Only the
configuration comes fresh, from `/w/{key}.json`, and that is data.
"""

import base64
import hashlib
from dataclasses import dataclass

import orjson

from .. import assets
from . import own
from .script import CONFIG_VERSION, PLACEHOLDER

_IMPORT = b"import("
_LOADER = """(async()=>{"use strict";
const base=%(base)s,pins=%(pins)s,loaded={},
answer=await fetch(base+%(config)s,{credentials:"omit"}),
said=await answer.json();
if(said.v!==%(version)s||said.site!==%(key)s)return;
const __WINBACK_CONFIG__={...said,base,chunks:%(chunks)s},
checked=(url)=>loaded[url]??=new Promise((done,refuse)=>{
const pin=pins[url.slice(base.length)],link=document.createElement("link"),end=(then)=>()=>{link.remove();then()};
if(!pin)return refuse(Error("no hash for "+url));
link.onload=end(()=>done(import(url).then((file)=>(file.learn?.(said.words),file))));
link.onerror=end(()=>{delete loaded[url];refuse(Error("refused "+url))});
link.rel="modulepreload";link.crossOrigin="anonymous";link.integrity=pin;link.href=url;
document.head.append(link)});
"""


@dataclass(frozen=True)
class Pinned:
    """`files` are the loader itself and everything that it may ever import."""

    path: str
    integrity: str
    files: list[bytes]

    def tag(self, base: str) -> str:
        return f'<script async src="{base}{self.path}" integrity="{self.integrity}" crossorigin="anonymous"></script>'


def pinned(key: str, base: str, mount: str = "") -> Pinned:
    """The loader of this version for one site; its bytes depend on nothing that is published. Raises WidgetNotBuilt."""
    chunks = {**assets.ready_made(), "engine": own.put_in_registry(assets.whole("engine"))}
    head = _LOADER % {
        "base": f'location.origin+"{mount}"' if mount else _js(base),
        "pins": _js({assets.chunk_path(body): integrity(body) for body in chunks.values()}),
        "config": _js(f"/w/{key}.json"),
        "version": CONFIG_VERSION,
        "key": _js(key),
        "chunks": _js({**assets.chunks(), "engine": assets.chunk_path(chunks["engine"])}),
    }
    loader = assets.whole("loader")
    if loader.count(_IMPORT) != 1 or loader.count(PLACEHOLDER) != 1:
        raise ValueError("the loader must import in one place only, and read its configuration in one")
    body = head.encode() + loader.replace(_IMPORT, b"checked(") + b"})().catch(()=>{});\n"
    return Pinned(assets.chunk_path(body), integrity(body), [body, *chunks.values()])


def integrity(body: bytes) -> str:
    """The hash as a tag's `integrity` names it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()


def _js(value: object) -> str:
    return orjson.dumps(value).decode()
