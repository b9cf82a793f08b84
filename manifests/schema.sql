-- The lineage of a run: where every document came from, what each stage decided about it, which twin was kept in its place,
-- and in which shards it stands. It holds numbers, names and places, never the text of a document. Any SQLite shell reads it.
--
--   select * from documents_readable where id = 'wiki-ko/a.jsonl@0';
--   select * from decisions where document = 12345;
--   select * from funnel;  select * from by_source;  select * from by_reason;
--
-- A document is named by one number, part × 2^32 + row, so that order in the tables is the order of the run: source, part, row.

-- "KIJL" in ASCII, and the version of these tables: a file of another version is refused, never guessed at.
PRAGMA application_id = 0x4b494a4c;
PRAGMA user_version = 2;

-- One row each time the command was started on this folder; a run that was broken off has no finished_ms.
CREATE TABLE runs (
  run INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,            -- fingerprint of everything that decides the output
  seed INTEGER NOT NULL,
  tool TEXT NOT NULL,            -- name and version of the program
  plan_json TEXT NOT NULL,       -- the plan in words, canonical JSON
  started_ms INTEGER NOT NULL,   -- milliseconds since 1970
  finished_ms INTEGER,
  exit INTEGER                   -- exit code
) STRICT;

-- What was set on the command line, for one run.
CREATE TABLE settings (
  run INTEGER NOT NULL REFERENCES runs (run),
  path TEXT NOT NULL,            -- such as mixes.stage1.tokens
  value TEXT NOT NULL,
  PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;

-- The named inputs, numbered as in the config.
CREATE TABLE sources (
  source INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- The files that the sources found.
CREATE TABLE inputs (
  source INTEGER NOT NULL REFERENCES sources (source),
  name TEXT NOT NULL,            -- path relative to the base of its source
  bytes INTEGER NOT NULL,        -- size on disk, compressed where it is compressed
  sha256 TEXT NOT NULL,
  PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;

-- The units of work: a file, a byte range of one, or a run of small files. Written in the same transaction as its documents.
CREATE TABLE parts (
  part INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources (source),
  file TEXT NOT NULL,            -- inputs.name; of a run the first one's
  files INTEGER NOT NULL,        -- 1, or how many files the run has
  start INTEGER NOT NULL,        -- byte range in the file, compressed bytes where it is compressed; of a run 0 and all its bytes
  "end" INTEGER NOT NULL,
  decoded_start INTEGER NOT NULL, -- bytes of decoded input before start
  digest TEXT NOT NULL,          -- SHA-256 of the whole file, the first one's of a run
  rows INTEGER NOT NULL,         -- records read, the quarantined too
  key TEXT NOT NULL              -- digest of what this part's rows were made from; equal keys, equal rows
) STRICT;

-- Where the documents of a part come from, where that is not simply parts.file in UTF-8: which file of a run, which member of an
-- archive, which encoding. A place holds from its row up to the first row of the next place of its part.
CREATE TABLE places (
  part INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  file TEXT NOT NULL,            -- inputs.name
  member TEXT,                   -- path in the archive
  encoding TEXT,                 -- what the bytes were decoded from and how that was found; null: UTF-8
  PRIMARY KEY (part, first_row)
) STRICT, WITHOUT ROWID;

-- Files that could not be read to their end.
CREATE TABLE unreadable (
  part INTEGER NOT NULL,
  file TEXT NOT NULL,            -- inputs.name
  reason TEXT NOT NULL,
  PRIMARY KEY (part, file)
) STRICT, WITHOUT ROWID;

-- What a stage may say of a document, numbered over all stages in the order of travel.
CREATE TABLE reasons (
  reason_index INTEGER PRIMARY KEY,
  stage_index INTEGER NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  description TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('drop', 'edit')),
  threshold REAL,                -- what measured values are held against
  edit_bit INTEGER NOT NULL      -- bit in documents.edits, -1 for drops
) STRICT;

-- Every record read. The columns are narrow on purpose: about 40 bytes a document beside its id and url.
CREATE TABLE documents (
  document INTEGER PRIMARY KEY,  -- part × 2^32 + row
  id TEXT,                       -- null where the record could not be read so far
  url TEXT,
  "offset" INTEGER NOT NULL,     -- byte offset of the record in its decoded file
  state INTEGER NOT NULL,        -- 0 kept, 1 quarantined, else 2 + reason_index of what removed it
  value REAL,                    -- what that reason measured
  twin INTEGER,                  -- document that stands for this one
  edits INTEGER NOT NULL,        -- bit mask of the reasons that changed its text (reasons.edit_bit)
  text_bytes INTEGER NOT NULL,   -- UTF-8 bytes of its text as last seen
  part INTEGER GENERATED ALWAYS AS (document >> 32) VIRTUAL,
  "row" INTEGER GENERATED ALWAYS AS (document & 0xffffffff) VIRTUAL
) STRICT;
-- documents_id and documents_url, the indexes on id and url, are built when a run ends: loading without them is faster.

-- Why records could not be used.
CREATE TABLE quarantine (
  document INTEGER NOT NULL,
  "offset" INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (document)
) STRICT;

-- Documents by outcome, counted from the rows when a part is written, so that the views below answer at once.
CREATE TABLE outcomes (
  part INTEGER NOT NULL,
  state INTEGER NOT NULL,
  edits INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  text_bytes INTEGER NOT NULL,
  PRIMARY KEY (part, state, edits)
) STRICT, WITHOUT ROWID;

-- What stages found out about the documents of a part, removed ones too: per attribute some packed columns of some thousand
-- consecutive rows each, decoded by manifests/signal-encoding.ts. Decoded, data is one value per row from first_row on.
CREATE TABLE signals (
  part INTEGER NOT NULL,
  attribute TEXT NOT NULL,
  first_row INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'label')),
  encoding TEXT NOT NULL,        -- u8 u16 u32 (largest value: missing), f32 f64 (NaN: missing); little endian; all exact
  divisor INTEGER NOT NULL,      -- the stored number is this many times the value
  deflated INTEGER NOT NULL,     -- 1: zlib stream over byte planes (first bytes of all values, then second bytes, …)
  labels TEXT,                   -- JSON list; a label is an index into it
  data BLOB NOT NULL,
  PRIMARY KEY (part, attribute, first_row)
) STRICT;

-- The drawn training phases.
CREATE TABLE mixes (
  mix INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  recipe TEXT NOT NULL,          -- canonical JSON
  plan TEXT NOT NULL             -- canonical JSON: asked, available and taken per bucket
) STRICT;

-- Buckets of a mix, numbered as in its recipe.
CREATE TABLE buckets (
  mix INTEGER NOT NULL REFERENCES mixes (mix),
  bucket INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (mix, bucket)
) STRICT, WITHOUT ROWID;

-- The finished files of a mix.
CREATE TABLE shards (
  mix INTEGER NOT NULL REFERENCES mixes (mix),
  shard INTEGER NOT NULL,
  file TEXT NOT NULL,
  documents INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  raw_bytes INTEGER NOT NULL,    -- before compression
  sha256 TEXT NOT NULL,
  PRIMARY KEY (mix, shard)
) STRICT, WITHOUT ROWID;

-- Where each document stands. One number holds mix, shard and row, in the order of the files.
CREATE TABLE placements (
  place INTEGER PRIMARY KEY,     -- mix × 2^45 + shard × 2^25 + row
  document INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  copy INTEGER NOT NULL,         -- which copy of the document this is, from 0
  mix INTEGER GENERATED ALWAYS AS (place >> 45) VIRTUAL,
  shard INTEGER GENERATED ALWAYS AS ((place >> 25) & 0xfffff) VIRTUAL,
  "row" INTEGER GENERATED ALWAYS AS (place & 0x1ffffff) VIRTUAL
) STRICT;
-- placements_document, the index on document, is built when a run ends.

-- Every decision that removed or changed a document; ordered by reason_index, they stand in the order of travel.
CREATE VIEW decisions AS
SELECT d.document, r.reason_index, r.stage, r.kind AS action, r.reason, r.description, d.value, r.threshold, d.twin
FROM documents d JOIN reasons r ON r.reason_index = d.state - 2
WHERE d.state >= 2
UNION ALL
SELECT d.document, r.reason_index, r.stage, r.kind, r.reason, r.description, NULL, r.threshold, NULL
FROM documents d JOIN reasons r ON r.edit_bit >= 0 AND (d.edits >> r.edit_bit) & 1 = 1
WHERE d.edits <> 0;

-- How many documents entered each stage, were removed or changed there, and went on.
CREATE VIEW funnel AS
WITH stage AS (
  SELECT stage_index, stage, sum(CASE WHEN edit_bit >= 0 THEN 1 << edit_bit ELSE 0 END) AS edit_mask
  FROM reasons GROUP BY stage_index
), removed AS (
  SELECT r.stage_index, sum(o.documents) AS documents FROM outcomes o JOIN reasons r ON r.reason_index = o.state - 2 GROUP BY r.stage_index
), edited AS (
  SELECT s.stage_index, sum(o.documents) AS documents FROM outcomes o JOIN stage s ON o.edits & s.edit_mask <> 0 GROUP BY s.stage_index
), readable AS (
  SELECT coalesce(sum(documents), 0) AS documents FROM outcomes WHERE state <> 1
), counted AS (
  SELECT s.stage_index, s.stage, coalesce(removed.documents, 0) AS removed, coalesce(edited.documents, 0) AS edited
  FROM stage s LEFT JOIN removed USING (stage_index) LEFT JOIN edited USING (stage_index)
), summed AS (
  SELECT counted.*, sum(removed) OVER (ORDER BY stage_index) AS gone FROM counted
)
SELECT stage_index, stage, readable.documents - gone + removed AS entered, removed, edited, readable.documents - gone AS "left"
FROM summed, readable ORDER BY stage_index;

-- What was read from each source and what became of it.
CREATE VIEW by_source AS
SELECT s.source AS source_index, s.name AS source,
  coalesce(sum(o.documents), 0) AS "read",
  coalesce(sum(o.documents) FILTER (WHERE o.state = 0), 0) AS kept,
  coalesce(sum(o.documents) FILTER (WHERE o.state >= 2), 0) AS removed,
  coalesce(sum(o.documents) FILTER (WHERE o.state = 1), 0) AS quarantined,
  coalesce(1.0 * sum(o.documents) FILTER (WHERE o.state = 0) / sum(o.documents), 0) AS kept_share,
  coalesce(sum(o.text_bytes) FILTER (WHERE o.state = 0), 0) AS kept_bytes
FROM sources s LEFT JOIN parts p ON p.source = s.source LEFT JOIN outcomes o ON o.part = p.part
GROUP BY s.source ORDER BY s.source;

-- Documents that each reason removed or changed.
CREATE VIEW by_reason AS
SELECT r.reason_index, r.stage, r.reason, r.kind AS action, r.threshold, coalesce(sum(o.documents), 0) AS documents
FROM reasons r LEFT JOIN outcomes o
  ON (r.kind = 'drop' AND o.state = r.reason_index + 2) OR (r.edit_bit >= 0 AND (o.edits >> r.edit_bit) & 1 = 1)
GROUP BY r.reason_index ORDER BY r.reason_index;

-- The file that each document comes from, as ids name it (a member of an archive as archive!member), and its encoding.
CREATE VIEW document_files AS
SELECT d.document, coalesce(l.file || coalesce('!' || l.member, ''), p.file) AS file, coalesce(l.encoding, 'utf-8') AS encoding
FROM documents d
  JOIN parts p ON p.part = d.document >> 32
  LEFT JOIN places l ON l.part = d.document >> 32 AND l.first_row =
    (SELECT max(first_row) FROM places WHERE part = d.document >> 32 AND first_row <= d.document & 0xffffffff);

-- Documents with names in place of numbers.
CREATE VIEW documents_readable AS
SELECT d.document, s.name AS source, f.file, d."offset", d.id, d.url,
  CASE d.state WHEN 0 THEN 'kept' WHEN 1 THEN 'quarantined' ELSE 'removed' END AS outcome,
  CASE d.state WHEN 0 THEN NULL WHEN 1 THEN q.reason ELSE r.stage || ':' || r.reason END AS reason,
  d.value, r.threshold, d.twin, d.text_bytes
FROM documents d
  JOIN document_files f ON f.document = d.document
  JOIN parts p ON p.part = d.document >> 32
  JOIN sources s ON s.source = p.source
  LEFT JOIN reasons r ON r.reason_index = d.state - 2
  LEFT JOIN quarantine q ON q.document = d.document;

-- Which shard and row hold a document, in words.
CREATE VIEW placements_readable AS
SELECT p.document, m.name AS mix, s.file AS shard, p."row", b.name AS bucket, p.copy
FROM placements p
  JOIN mixes m ON m.mix = p.place >> 45
  JOIN shards s ON s.mix = p.place >> 45 AND s.shard = (p.place >> 25) & 0xfffff
  JOIN buckets b ON b.mix = p.place >> 45 AND b.bucket = p.bucket;
