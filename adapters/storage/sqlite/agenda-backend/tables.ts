/**
 * Tables of the Agenda backend; part of the storage's migrations. The index on the key serves lookups by the
 * unique constraint `data.key`, without which a backlog would cost the square of its length.
 */
export const AGENDA_TABLES = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    priority INTEGER NOT NULL,
    next_run_at INTEGER,
    locked_at INTEGER,
    last_run_at INTEGER,
    last_finished_at INTEGER,
    failed_at INTEGER,
    fail_count INTEGER,
    fail_reason TEXT,
    repeat_interval TEXT,
    repeat_timezone TEXT,
    repeat_at TEXT,
    data TEXT,
    disabled INTEGER NOT NULL DEFAULT 0,
    progress REAL,
    unique_query TEXT,
    unique_opts TEXT,
    debounce_started_at INTEGER,
    last_modified_by TEXT,
    fork INTEGER,
    start_date INTEGER,
    end_date INTEGER,
    skip_days TEXT
  );
  CREATE INDEX jobs_next ON jobs (name, locked_at, next_run_at, priority DESC, id) WHERE disabled = 0;
  CREATE INDEX jobs_by_key ON jobs (name, json_extract(data, '$.key'));
  CREATE UNIQUE INDEX jobs_single ON jobs (name) WHERE type = 'single';

  CREATE TABLE job_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    level TEXT NOT NULL,
    event TEXT NOT NULL,
    job_id TEXT,
    job_name TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX job_log_by_time ON job_log (at);
  CREATE INDEX job_log_by_job ON job_log (job_id, at);
`;
