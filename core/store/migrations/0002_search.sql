-- What can be found by words: a projection. `id` grows with the row's moment, so that the newest comes first without
-- sorting; the index takes the text from here (external content) and cuts it by our tokenizer.
CREATE TABLE search_text (
    id    INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    key   TEXT NOT NULL,
    body  TEXT NOT NULL
);
CREATE UNIQUE INDEX search_by_key ON search_text(kind, key);

CREATE VIRTUAL TABLE search_index USING fts5(
    body, content = 'search_text', content_rowid = 'id', tokenize = 'sizhen', columnsize = 0
);
