CREATE TABLE sources (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    home TEXT NOT NULL,
    language TEXT,
    added TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE sightings (
    n INTEGER NOT NULL,
    url_key TEXT NOT NULL,
    url TEXT NOT NULL,
    source_id TEXT,
    via TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    title TEXT,
    guid TEXT,
    author TEXT,
    claims TEXT NOT NULL,
    tags TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (url_key, via, digest)
);

CREATE TABLE frontier (
    url_key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    source_id TEXT,
    state TEXT NOT NULL,
    due_at TEXT,
    tries INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_at TEXT,
    claimed TEXT NOT NULL,
    PRIMARY KEY (url_key, purpose)
);

CREATE INDEX frontier_due ON frontier (source_id, purpose, state, due_at);

CREATE INDEX frontier_new ON frontier (source_id, purpose, claimed) WHERE state = 'new';

CREATE TABLE captures (
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    source_id TEXT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    payload_digest TEXT NOT NULL,
    block_digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    path TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    salt TEXT NOT NULL,
    origin TEXT NOT NULL,
    refers_to TEXT,
    peer TEXT,
    tls TEXT,
    truncated TEXT,
    etag TEXT,
    last_modified TEXT,
    location TEXT,
    error TEXT,
    error_kind TEXT,
    facts TEXT NOT NULL,
    leaf INTEGER NOT NULL,
    verdict TEXT,
    reasons TEXT,
    article_id TEXT,
    ingested INTEGER NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (id)
);

CREATE INDEX captures_url_key ON captures (url_key, purpose, n);

CREATE INDEX captures_answers ON captures (source_id, n) WHERE purpose = 'page';

CREATE INDEX captures_path ON captures (path, "offset");

CREATE INDEX captures_article ON captures (article_id);

CREATE INDEX captures_digest ON captures (payload_digest);

CREATE INDEX captures_waiting ON captures (ingested, n);

CREATE TABLE log_leaves (
    idx INTEGER NOT NULL,
    kind TEXT NOT NULL,
    entry BLOB NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (idx)
);

CREATE INDEX log_leaves_unclaimed ON log_leaves (entry) WHERE subject = '';

CREATE TABLE articles (
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    source_id TEXT,
    source_name TEXT NOT NULL,
    host TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    site_name TEXT,
    language TEXT,
    tags TEXT NOT NULL,
    categories TEXT NOT NULL,
    published_at TEXT,
    not_before TEXT,
    not_after TEXT,
    why TEXT NOT NULL,
    precision TEXT NOT NULL,
    published_by TEXT,
    sort_at TEXT NOT NULL,
    first_captured TEXT NOT NULL,
    last_captured TEXT NOT NULL,
    state TEXT NOT NULL,
    missing_since TEXT,
    gone_since TEXT,
    current_revision TEXT NOT NULL,
    revision_count INTEGER NOT NULL,
    images_named INTEGER NOT NULL,
    images_held INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    summary TEXT NOT NULL,
    claims TEXT NOT NULL,
    extra TEXT NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (id)
);

CREATE INDEX articles_kept ON articles (source_id, first_captured, revision_count);

CREATE INDEX articles_source ON articles (source_id, sort_at, n);

CREATE INDEX articles_copies ON articles (sort_at, n) WHERE copies > 0;
CREATE INDEX articles_edited ON articles (sort_at, n) WHERE revision_count > 1;
CREATE INDEX articles_gone ON articles (sort_at, n) WHERE state = 'gone';
CREATE INDEX articles_served ON articles (host, state, last_captured);

CREATE INDEX articles_sort ON articles (sort_at, n);

CREATE TABLE article_urls (
    url_key TEXT NOT NULL,
    url TEXT NOT NULL,
    article_id TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (url_key)
);

CREATE INDEX article_urls_article ON article_urls (article_id);

CREATE TABLE article_tags (
    tag TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (tag, article_id)
);

CREATE INDEX article_tags_article ON article_tags (article_id);

CREATE TABLE article_images (
    article_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    alt TEXT NOT NULL,
    caption TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
);

CREATE INDEX article_images_url ON article_images (url_key);

CREATE TABLE held_images (
    url_key TEXT NOT NULL,
    capture_id TEXT NOT NULL,
    content_type TEXT,
    PRIMARY KEY (url_key)
);

CREATE TABLE revisions (
    id TEXT NOT NULL,
    article_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    capture_id TEXT NOT NULL,
    at TEXT NOT NULL,
    extractor TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    text_digest TEXT NOT NULL,
    blocks TEXT NOT NULL,
    authors TEXT NOT NULL,
    grades TEXT NOT NULL,
    partial TEXT NOT NULL,
    removed TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (article_id, number)
);

CREATE TABLE bands (
    band INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (band, article_id)
)
 WITHOUT ROWID;

CREATE INDEX bands_article ON bands (article_id);

CREATE TABLE copies (
    article_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    overlap REAL NOT NULL,
    PRIMARY KEY (article_id, other_id)
);

CREATE TABLE changes (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL
);

CREATE TABLE checkpoints (
    consumer TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (consumer)
);

CREATE TABLE search_state (
    folder TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (folder)
);

CREATE TABLE rounds (
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (started)
);

CREATE TABLE channels (
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    why TEXT NOT NULL,
    last_polled TEXT,
    last_new TEXT,
    last_error TEXT,
    last_error_kind TEXT,
    fails INTEGER DEFAULT '0' NOT NULL,
    polls INTEGER DEFAULT '0' NOT NULL,
    fresh_at TEXT,
    safe_at TEXT,
    silent_at TEXT,
    rhythm TEXT,
    PRIMARY KEY (source_id, url),
    FOREIGN KEY(source_id) REFERENCES sources (id)
);

CREATE TABLE polls (
    source_id TEXT NOT NULL,
    at TEXT NOT NULL,
    url TEXT NOT NULL,
    entries INTEGER NOT NULL,
    new INTEGER NOT NULL,
    gap INTEGER NOT NULL,
    error_kind TEXT,
    PRIMARY KEY (source_id, at, url)
)
 WITHOUT ROWID;

CREATE TABLE gaps (
    id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    entries INTEGER NOT NULL,
    tried INTEGER NOT NULL,
    filled INTEGER NOT NULL,
    filled_by TEXT,
    PRIMARY KEY (id)
);

CREATE INDEX gaps_open ON gaps (until) WHERE tried = 0;

CREATE INDEX gaps_source ON gaps (source_id, until);

CREATE TABLE days (
    source_id TEXT NOT NULL,
    day TEXT NOT NULL,
    expected REAL NOT NULL,
    found INTEGER NOT NULL,
    polls INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    gaps INTEGER NOT NULL,
    octets INTEGER NOT NULL,
    PRIMARY KEY (source_id, day)
)
 WITHOUT ROWID;

CREATE INDEX days_day ON days (day);

CREATE TABLE troubles (
    n INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    what TEXT NOT NULL,
    PRIMARY KEY (n)
);

CREATE INDEX troubles_open ON troubles (source_id, kind) WHERE until IS NULL;
CREATE TABLE statements (
    n INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    speaker TEXT,
    speaker_start INTEGER,
    speaker_end INTEGER,
    why TEXT NOT NULL,
    cue TEXT,
    quote_start INTEGER,
    quote_end INTEGER,
    title TEXT,
    on_behalf TEXT,
    relay TEXT,
    occasion TEXT,
    place TEXT,
    said_on TEXT,
    said_on_why TEXT,
    confidence REAL NOT NULL,
    sure INTEGER NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    "before" INTEGER,
    corrected TEXT,
    PRIMARY KEY (n)
);

CREATE INDEX statements_article ON statements (article_id, n);

CREATE INDEX statements_day ON statements (day, n);

CREATE INDEX statements_key ON statements ("key", day, n);

CREATE TABLE statement_bands (
    band INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (band, n)
)
 WITHOUT ROWID;

CREATE INDEX statement_bands_n ON statement_bands (n);

CREATE TABLE statement_readings (
    revision_id TEXT NOT NULL,
    article_id TEXT NOT NULL,
    reader TEXT NOT NULL,
    day TEXT,
    language TEXT,
    PRIMARY KEY (revision_id)
);

CREATE INDEX statement_readings_article ON statement_readings (article_id);

CREATE TABLE glosses (
    revision_id TEXT NOT NULL,
    name TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (revision_id, name, other)
);

CREATE TABLE corrections (
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    article_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    what TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    digest TEXT NOT NULL,
    speaker TEXT,
    who TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX corrections_article ON corrections (article_id);

CREATE TABLE bonds (
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    same INTEGER NOT NULL,
    name TEXT NOT NULL,
    other TEXT NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE wrappers (
    source_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    leaf INTEGER NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    articles INTEGER NOT NULL,
    captures TEXT NOT NULL,
    digest TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (source_id, number)
);

CREATE TABLE wrapper_reads (
    capture_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    leaf INTEGER NOT NULL,
    digest TEXT NOT NULL,
    miss TEXT NOT NULL,
    agreement REAL,
    PRIMARY KEY (capture_id)
);

CREATE INDEX wrapper_reads_source ON wrapper_reads (source_id, leaf);
