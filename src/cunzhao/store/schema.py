"""The tables of the catalogue, as they are now. Migrations carry older archives here; a test compares the two.

Times are TEXT in ISO 8601 with microseconds and a final Z, so that they sort as they read. Lists and objects are JSON in TEXT.
Everything here is derived: ``rebuild`` makes it again from evidence and journal.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("language", Text),
    Column("added", Text, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("source_id", Text, ForeignKey("sources.id"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("last_polled", Text),
    Column("last_new", Text),
    Column("last_error", Text),
    Column("last_error_kind", Text),
    Column("fails", Integer, nullable=False, server_default="0"),
    Column("polls", Integer, nullable=False, server_default="0"),
    Column("fresh_at", Text),
    Column("safe_at", Text),
    Column("silent_at", Text),
    Column("rhythm", Text),
)
"""``fails`` in a row; ``polls`` that were good. ``rhythm`` is what they taught, and the three times follow from it: see
``flow/schedule/habit``."""

polls = Table(
    "polls",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("at", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("gap", Integer, nullable=False),
    Column("error_kind", Text),
    sqlite_with_rowid=False,
)
"""Every poll of a channel: entries shown, how many of them were new to us, and whether none was known (a gap)."""

gaps = Table(
    "gaps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("tried", Integer, nullable=False),
    Column("filled", Integer, nullable=False),
    Column("filled_by", Text),
    Index("gaps_source", "source_id", "until"),
    Index("gaps_open", "until", sqlite_where=text("tried = 0")),
)
"""Between two polls everything may have rolled off the channel. ``id`` is that of the later poll's capture; ``filled`` counts
addresses that a look elsewhere (``filled_by``) found."""

days = Table(
    "days",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("expected", REAL, nullable=False),
    Column("found", Integer, nullable=False),
    Column("polls", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("octets", Integer, nullable=False),
    Index("days_day", "day"),
    sqlite_with_rowid=False,
)
"""The coverage ledger: per source and day (UTC) what its habit expected and what was announced for the first time."""

troubles = Table(
    "troubles",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text),
    Column("what", Text, nullable=False),
    Index("troubles_open", "source_id", "kind", sqlite_where=text("until IS NULL")),
)
"""Sources that went silent, failed, refused or yielded nothing to read; what the rounds in the journal say."""

sightings = Table(
    "sightings",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("url_key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("source_id", Text),
    Column("via", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("title", Text),
    Column("guid", Text),
    Column("author", Text),
    Column("claims", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("url_key", "via", "digest"),
)

frontier = Table(
    "frontier",
    metadata,
    Column("url_key", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("source_id", Text),
    Column("state", Text, nullable=False),
    Column("due_at", Text),
    Column("tries", Integer, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_at", Text),
    Column("claimed", Text, nullable=False),
    Index("frontier_due", "source_id", "purpose", "state", "due_at"),
    Index("frontier_new", "source_id", "purpose", "claimed", sqlite_where=text("state = 'new'")),
)
"""``state``: new (never asked), refused and failed (to be asked again), held (belongs to an article; without ``due_at`` it was
watched long enough), done (nothing to expect any more).
``claimed`` is when it was published, as its channel says, or when it was first seen: today's news goes before a backlog."""

captures = Table(
    "captures",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("record_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("url_key", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("source_id", Text),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Integer),
    Column("content_type", Text),
    Column("payload_digest", Text, nullable=False),
    Column("block_digest", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("salt", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("refers_to", Text),
    Column("peer", Text),
    Column("tls", Text),
    Column("truncated", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("location", Text),
    Column("error", Text),
    Column("error_kind", Text),
    Column("facts", Text, nullable=False),
    Column("leaf", Integer, nullable=False),
    Column("verdict", Text),
    Column("reasons", Text),
    Column("article_id", Text),
    Column("ingested", Integer, nullable=False),
    Index("captures_url_key", "url_key", "purpose", "n"),
    Index("captures_digest", "payload_digest"),
    Index("captures_article", "article_id"),
    Index("captures_waiting", "ingested", "n"),
    Index("captures_answers", "source_id", "n", sqlite_where=text("purpose = 'page'")),
    Index("captures_path", "path", "offset"),
)

log_leaves = Table(
    "log_leaves",
    metadata,
    Column("idx", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("subject", Text, nullable=False),
    # Leaves without a subject: all of them when a rebuild begins; later those of redactions, of older readings and of captures
    # whose evidence is lost. It finds the place to which something that comes back belongs.
    Index("log_leaves_unclaimed", "entry", sqlite_where=text("subject = ''")),
)

articles = Table(
    "articles",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source_id", Text),
    Column("source_name", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("site_name", Text),
    Column("language", Text),
    Column("tags", Text, nullable=False),
    Column("categories", Text, nullable=False),
    Column("published_at", Text),
    Column("not_before", Text),
    Column("not_after", Text),
    Column("why", Text, nullable=False),
    Column("precision", Text, nullable=False),
    Column("published_by", Text),
    Column("sort_at", Text, nullable=False),
    Column("first_captured", Text, nullable=False),
    Column("last_captured", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("missing_since", Text),
    Column("gone_since", Text),
    Column("current_revision", Text, nullable=False),
    Column("revision_count", Integer, nullable=False),
    Column("images_named", Integer, nullable=False),
    Column("images_held", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("summary", Text, nullable=False),
    Column("claims", Text, nullable=False),
    Column("extra", Text, nullable=False),
    Index("articles_sort", "sort_at", "n"),
    Index("articles_source", "source_id", "sort_at", "n"),
    Index("articles_kept", "source_id", "first_captured", "revision_count"),
    Index("articles_served", "host", "state", "last_captured"),
    Index("articles_edited", "sort_at", "n", sqlite_where=text("revision_count > 1")),
    Index("articles_gone", "sort_at", "n", sqlite_where=text("state = 'gone'")),
    Index("articles_copies", "sort_at", "n", sqlite_where=text("copies > 0")),
)

article_urls = Table(
    "article_urls",
    metadata,
    Column("url_key", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("article_urls_article", "article_id"),
)

article_tags = Table(
    "article_tags",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("article_id", Text, primary_key=True),
    Index("article_tags_article", "article_id"),
)

article_images = Table(
    "article_images",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("url_key", Text, nullable=False),
    Column("alt", Text, nullable=False),
    Column("caption", Text, nullable=False),
    Column("role", Text, nullable=False),
    Index("article_images_url", "url_key"),
)

held_images = Table(
    "held_images",
    metadata,
    Column("url_key", Text, primary_key=True),
    Column("capture_id", Text, nullable=False),
    Column("content_type", Text),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("capture_id", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_digest", Text, nullable=False),
    Column("blocks", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("grades", Text, nullable=False),
    Column("partial", Text, nullable=False),
    Column("removed", Text, nullable=False),
    UniqueConstraint("article_id", "number"),
)

bands = Table(
    "bands",
    metadata,
    # Some forty rows per article: kept as narrow as they can be.
    Column("band", Integer, primary_key=True, autoincrement=False),
    Column("article_id", Text, primary_key=True),
    Index("bands_article", "article_id"),
    sqlite_with_rowid=False,
)

copies = Table(
    "copies",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("other_id", Text, primary_key=True),
    Column("overlap", REAL, nullable=False),
)

# -- statements: derived of a revision's text; see store/ledger.py ---------------------------------------------------------

statements = Table(
    "statements",
    metadata,
    # The article's n, the revision's number and the place in it in one figure: the same in every catalogue of the archive.
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("article_id", Text, nullable=False),
    Column("revision_id", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("speaker", Text),
    Column("speaker_start", Integer),
    Column("speaker_end", Integer),
    Column("why", Text, nullable=False),
    Column("cue", Text),
    Column("quote_start", Integer),
    Column("quote_end", Integer),
    Column("title", Text),
    Column("on_behalf", Text),
    Column("relay", Text),
    Column("occasion", Text),
    Column("place", Text),
    Column("said_on", Text),
    Column("said_on_why", Text),
    Column("confidence", REAL, nullable=False),
    Column("sure", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("before", Integer),
    Column("corrected", Text),
    Index("statements_key", "key", "day", "n"),
    Index("statements_day", "day", "n"),
    Index("statements_article", "article_id", "n"),
)
"""``key`` is the speaker's folded name, empty where there is none; ``before`` the statement of the revision before from which
this one goes on with other words; ``corrected`` the journal entry by which a person said so."""

statement_bands = Table(
    "statement_bands",
    metadata,
    Column("band", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Index("statement_bands_n", "n"),
    sqlite_with_rowid=False,
)

statement_readings = Table(
    "statement_readings",
    metadata,
    Column("revision_id", Text, primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("day", Text),
    Column("language", Text),
    Index("statement_readings_article", "article_id"),
)

glosses = Table(
    "glosses",
    metadata,
    Column("revision_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("other", Text, primary_key=True),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("revision_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("speaker", Text),
    Column("who", Text, nullable=False),
    Index("corrections_article", "article_id"),
)

bonds = Table(
    "bonds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("same", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("who", Text, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    sqlite_autoincrement=True,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
)

search_state = Table(
    "search_state",
    metadata,
    Column("folder", Text, primary_key=True),
    Column("version", Text, nullable=False),
)
"""Which folder holds the search index of this catalogue; no row until there is one."""

rounds = Table(
    "rounds",
    metadata,
    Column("started", Text, primary_key=True),
    Column("ended", Text, nullable=False),
    Column("report", Text, nullable=False),
)

wrappers = Table(
    "wrappers",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("leaf", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("captures", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("data", Text, nullable=False),
)
"""``leaf`` is that of the journal entry: captures behind it in the log are read by this wrapper, until the next one. ``state``:
used, tried (not good enough; the one before stays), closed (as of here none is used), off (a person said so). ``articles`` is
how many the source had; ``captures`` what it was learned from."""

wrapper_reads = Table(
    "wrapper_reads",
    metadata,
    Column("capture_id", Text, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("leaf", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("miss", Text, nullable=False),
    Column("agreement", REAL),
    Index("wrapper_reads_source", "source_id", "leaf"),
)
"""Articles that a wrapper read or, with the reason in ``miss``, did not. ``agreement`` (0 to 1) is with the generic extractor,
where that read the page too."""
