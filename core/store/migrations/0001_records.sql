-- Rowid tables: WITHOUT ROWID puts every 1 KB entry on a page of its own (docs of the store, measured).
CREATE TABLE feed (
    id      INTEGER PRIMARY KEY,
    feed    BLOB NOT NULL UNIQUE,
    stream  BLOB NOT NULL
);
CREATE INDEX feed_by_stream ON feed(stream, feed);

CREATE TABLE entry (
    id        INTEGER PRIMARY KEY,
    feed      INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    hlc       INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    raw       BLOB NOT NULL
);
CREATE UNIQUE INDEX entry_by_feed ON entry(feed, sequence);
CREATE UNIQUE INDEX entry_by_hash ON entry(hash);

CREATE TABLE item (
    id    INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    key   TEXT NOT NULL,
    sort  TEXT NOT NULL,
    body  BLOB NOT NULL
);
CREATE UNIQUE INDEX item_by_key ON item(kind, key);
CREATE INDEX item_by_sort ON item(kind, sort, key);
