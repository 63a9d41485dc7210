"""Statements that run for every capture, built once: building one costs four to seven times as much as running it.

A parameter whose name is that of a written column is spelled with ``_`` before it, as SQLAlchemy wants it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, delete, exists, func, insert, select, text, update
from sqlalchemy import bindparam as p
from sqlalchemy.dialects.sqlite import insert as upsert

from cunzhao.store import schema as t


def _many(name: str) -> BindParameter[Any]:
    """A parameter that is a list, for ``in_``."""
    return p(name, expanding=True)


# -- captures and the log ---------------------------------------------------------------------------------------------

_c = t.captures.c
CAPTURE = select(t.captures).where(_c.id == p("id"))
PRIOR = select(t.captures).where(_c.payload_digest == p("digest"), _c.kind == "response").order_by(_c.n).limit(1)
CAPTURE_BEFORE = (
    select(t.captures)
    .where(_c.url_key == p("url_key"), _c.purpose == p("purpose"), _c.leaf < p("leaf"))
    .where(_c.status == 200, _c.truncated.is_(None))
    .order_by(_c.leaf.desc())
    .limit(1)
)
ADD_CAPTURE = insert(t.captures)
INGESTED = update(t.captures).where(_c.id == p("_id")).values(ingested=1, article_id=p("article"))
JUDGED = INGESTED.values(verdict=p("_kind"), reasons=p("_why"))

_x = t.log_leaves.c
LOG_SIZE = select(func.coalesce(func.max(_x.idx), -1).label("last"))
ADD_LEAF = insert(t.log_leaves)
HAS_GAPS = select(_x.idx).where(_x.subject == "").limit(1)
UNCLAIMED = select(_x.idx).where(_x.subject == "", _x.entry == p("entry"))

# -- the frontier -----------------------------------------------------------------------------------------------------

_f = t.frontier.c
FRONTIER_ROW = select(t.frontier).where(_f.url_key == p("url_key"), _f.purpose == p("purpose"))
ENQUEUE = upsert(t.frontier).on_conflict_do_nothing()
SETTLE = (
    update(t.frontier)
    .where(_f.url_key == p("key"), _f.purpose == p("what"))
    .values(state=p("_state"), last_at=p("_last_at"), due_at=p("_due_at"), tries=p("_tries"))
)


def _due(known: bool, fresh: bool) -> Any:
    """Rows that are due of a source (or of none) in a state; the state of what was never asked stands in its index."""
    mine = _f.source_id == p("source") if known else _f.source_id.is_(None)
    query = select(t.frontier).where(mine, _f.purpose == p("purpose"), _f.due_at <= p("now"))
    query = query.where(_f.state == text("'new'")) if fresh else query.where(_f.state == p("state"))
    order = (_f.claimed.desc(), _f.url_key) if fresh else (_f.due_at, _f.url_key)
    return query.order_by(*order).limit(p("most"))


DUE = {(known, fresh): _due(known, fresh) for known in (True, False) for fresh in (True, False)}

_s = t.sightings.c
SIGHT = upsert(t.sightings).on_conflict_do_nothing()
SIGHTINGS = select(t.sightings).where(_s.url_key.in_(_many("keys"))).order_by(_s.n)

_o = t.sources.c
SOURCE_NAME = select(_o.name).where(_o.id == p("id"))

# -- articles ---------------------------------------------------------------------------------------------------------

_a = t.articles.c
ARTICLE = select(t.articles).where(_a.id == p("id"))
ADD_ARTICLE = insert(t.articles)
_r = t.revisions.c
REVISION = select(t.revisions).where(_r.id == p("id"))
ADD_REVISION = insert(t.revisions)
_u = t.article_urls.c
URLS = select(t.article_urls).where(_u.url_key.in_(_many("keys")), _u.why.in_(_many("why")))
_add_url = upsert(t.article_urls)
ADD_URL = _add_url.on_conflict_do_update(
    index_elements=["url_key"],
    set_={name: _add_url.excluded[name] for name in ("url", "article_id", "why")},
    where=_u.why.in_(_many("weaker")),
)
CHANGE = insert(t.changes)

_i, _h = t.article_images, t.held_images
IMAGES_GONE = delete(_i).where(_i.c.article_id == p("id"))
ADD_IMAGES = insert(_i)
IS_HELD = select(_h.c.url_key).where(_h.c.url_key == p("url_key"))
_hold = upsert(_h)
HOLD_IMAGE = _hold.on_conflict_do_update(
    index_elements=["url_key"], set_={name: _hold.excluded[name] for name in ("capture_id", "content_type")}
)
NAMED_BY = select(_i.c.article_id).where(_i.c.url_key == p("url_key")).distinct()
_mine = _i.c.article_id == p("article")
COUNT_IMAGES = (
    update(t.articles)
    .where(_a.id == p("article"))
    .values(
        images_named=select(func.count()).select_from(_i).where(_mine).scalar_subquery(),
        images_held=select(func.count())
        .select_from(_i)
        .where(_mine, exists().where(_h.c.url_key == _i.c.url_key))
        .scalar_subquery(),
    )
)

_said = t.statements.c
REDATE_SAID = (
    update(t.statements)
    .where(_said.article_id == p("article"), _said.said_on.is_(None))
    .values(day=select(func.substr(_a.sort_at, 1, 10)).where(_a.id == p("article")).scalar_subquery())
)
"""The article's time is another now, and so is the day of statements whose own day is not known."""

# -- near-copies ------------------------------------------------------------------------------------------------------

_b = t.bands.c
BANDS_GONE = delete(t.bands).where(_b.article_id == p("id"))
ADD_BANDS = insert(t.bands)
_shared = (
    select(_b.article_id, func.count().label("many"))
    .where(_b.band.in_(_many("bands")))
    .group_by(_b.article_id)
    .subquery()
)
SIMILAR = (
    select(_a.id, _r.text)
    .select_from(
        _shared.join(t.articles, _a.id == _shared.c.article_id).join(t.revisions, _r.id == _a.current_revision)
    )
    .where(_a.source_name != p("besides"))
    .order_by(_shared.c.many.desc(), _a.n)
    .limit(8)
)
