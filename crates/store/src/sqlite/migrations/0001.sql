-- Times are milliseconds since the Unix epoch.

CREATE TABLE message (
    id                  TEXT PRIMARY KEY,
    state               TEXT NOT NULL,
    usage_type          TEXT NOT NULL,
    recipient           TEXT NOT NULL,     -- masked
    caller              TEXT NOT NULL,
    accepted_at         INTEGER NOT NULL,
    deadline_at         INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    attempts            INTEGER NOT NULL DEFAULT 0,
    connector           TEXT,
    generation          INTEGER,
    provider_message_id TEXT,
    segments            INTEGER,
    failure             TEXT,              -- JSON of the connector protocol
    history             TEXT NOT NULL,     -- a line per transition: time, state, attempt
    body                BLOB               -- sealed; gone once the message is final
) STRICT, WITHOUT ROWID;

CREATE INDEX message_open ON message (id) WHERE state IN ('accepted', 'dispatching');
CREATE INDEX message_by_time ON message (accepted_at);

CREATE TABLE idempotency (
    caller      TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,             -- keyed hash of the request
    message     TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_time ON idempotency (created_at);

CREATE TABLE config (
    connector TEXT PRIMARY KEY,
    revision  INTEGER NOT NULL,
    saved_at  INTEGER NOT NULL,
    text      BLOB NOT NULL                -- sealed
) STRICT, WITHOUT ROWID;

-- Revisions are never used twice, not even after a config was removed.
CREATE TABLE revision (last INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES (0);

CREATE TABLE activation (
    generation INTEGER PRIMARY KEY AUTOINCREMENT,
    connector  TEXT,
    config     BLOB,                       -- sealed
    at         INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    previous   INTEGER
) STRICT;

CREATE TABLE api_key (
    id         TEXT PRIMARY KEY,
    hash       BLOB NOT NULL,              -- SHA-256 of the secret part
    scopes     TEXT NOT NULL,              -- separated by spaces
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- Sealed when the store was made: opens only with the right key.
CREATE TABLE sealing (proof BLOB NOT NULL) STRICT;
