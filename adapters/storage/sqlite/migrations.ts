import { AGENDA_TABLES } from './agenda-backend/tables.ts';

/** Every change of the schema, in order; one that was ever released is never edited. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE records (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT,
    subject TEXT,
    body TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE INDEX records_by_age ON records (kind, seq);
  CREATE INDEX records_by_state ON records (kind, state, seq) WHERE state IS NOT NULL;
  CREATE INDEX records_by_subject ON records (kind, subject) WHERE subject IS NOT NULL;

  CREATE TABLE person_accounts (
    account TEXT PRIMARY KEY,
    person TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX person_accounts_by_person ON person_accounts (person);

  CREATE TABLE plan_targets (
    plan TEXT NOT NULL,
    n INTEGER NOT NULL,
    ref TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (plan, n)
  ) WITHOUT ROWID;
  CREATE INDEX plan_targets_by_ref ON plan_targets (plan, ref);
  CREATE TABLE plan_exclusions (
    plan TEXT NOT NULL,
    n INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (plan, n)
  ) WITHOUT ROWID;

  CREATE TABLE run_targets (
    run TEXT NOT NULL,
    n INTEGER NOT NULL,
    before TEXT,
    kind TEXT,
    outcome TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (run, n)
  ) WITHOUT ROWID;
  CREATE INDEX run_troubles ON run_targets (run, n) WHERE kind IN ('skipped', 'failed');
  CREATE TABLE run_tally (
    run TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (run, kind, reason)
  ) WITHOUT ROWID;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    until INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX deliveries_by_end ON deliveries (until);

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    person TEXT,
    target TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX audit_by_action ON audit (action, seq);
  CREATE INDEX audit_by_person ON audit (person, seq);
  CREATE INDEX audit_by_target ON audit (target, seq);
  CREATE INDEX audit_by_time ON audit (at);

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL
  );

  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    state TEXT NOT NULL,
    header TEXT,
    read_at INTEGER,
    revision TEXT,
    users INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX snapshots_current ON snapshots (connection) WHERE state = 'current';
  CREATE TABLE snapshot_users (
    snapshot INTEGER NOT NULL,
    n INTEGER NOT NULL,
    ref TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (snapshot, n)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX snapshot_users_by_ref ON snapshot_users (snapshot, ref);

  CREATE TABLE clock_starts (
    ref TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE adapter_values (
    adapter TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (adapter, key)
  ) WITHOUT ROWID;

  CREATE TABLE liveness (only INTEGER PRIMARY KEY CHECK (only = 1), checked_at INTEGER NOT NULL);
  ${AGENDA_TABLES}`,
  // Entries of before have no hash and get none: such a log is not continued, see audit-key.ts.
  `
  ALTER TABLE audit ADD COLUMN hash TEXT;
  CREATE INDEX audit_unchained ON audit (seq) WHERE hash IS NULL;
  CREATE TABLE audit_key (only INTEGER PRIMARY KEY CHECK (only = 1), proof TEXT NOT NULL);

  ALTER TABLE run_targets ADD COLUMN after TEXT;
  ALTER TABLE run_targets ADD COLUMN begun_at INTEGER;
  ALTER TABLE run_targets ADD COLUMN cap_of TEXT;
  CREATE INDEX run_targets_by_cap ON run_targets (cap_of, begun_at) WHERE cap_of IS NOT NULL;

  CREATE TABLE former_names (
    ref TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    now TEXT NOT NULL
  ) WITHOUT ROWID;`,
  // Protections are found by their account from here on.
  `UPDATE records SET subject = json_extract(body, '$.user') WHERE kind = 'protection';`,
  // A read no longer changes: what changed since it began lies here and is laid over it.
  `
  ALTER TABLE snapshots ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE snapshots ADD COLUMN read INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE snapshot_log (
    connection TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT,
    body TEXT,
    restarted_at INTEGER,
    PRIMARY KEY (connection, n)
  ) WITHOUT ROWID;
  CREATE INDEX snapshot_log_outcomes ON snapshot_log (connection, n) WHERE kind <> 'user';`,
];
