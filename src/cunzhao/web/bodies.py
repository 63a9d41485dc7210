from markupsafe import Markup, escape
from cunzhao.types import Revision
def body_of(revision, images, show):
    held = {i.image.url: i.capture for i in images}
    out = []
    for b in revision.blocks:
        if b.kind == "figure":
            out.append(Markup('<figure><img src="/image/{}" alt=""><figcaption>{}</figcaption></figure>').format(held[b.url], b.text) if held.get(b.url) else Markup('<p class="missing">{}</p>').format(show.say("image-missing")))
        else: out.append(Markup("<p>{}</p>").format(b.text.encode("utf-8","replace").decode()))
    return Markup("\n").join(out)
