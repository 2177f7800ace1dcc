-- What the vault itself owns: whose record, who cares for whom, and the log.

-- One row a patient: the number of the key everything of that patient is sealed under.
CREATE TABLE subject (
    tenant_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    dek BIGINT NOT NULL,
    restricted BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, patient_id)
);
CREATE UNIQUE INDEX subject_dek ON subject (tenant_id, dek);

-- Who treats whom, from when until when (0: open). source: registered, booking, visit, assigned.
CREATE TABLE care (
    tenant_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    source TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, patient_id, staff_id, source),
    FOREIGN KEY (tenant_id, patient_id) REFERENCES subject (tenant_id, patient_id)
);
CREATE INDEX care_staff ON care (tenant_id, staff_id, patient_id);

-- The access log. The plain columns are inside the leaf.
CREATE TABLE audit_entry (
    tenant_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id UUID,
    verb TEXT NOT NULL,
    outcome TEXT NOT NULL,
    salt BYTEA,
    body BYTEA,
    body_hash BYTEA NOT NULL,
    leaf BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX audit_entry_account ON audit_entry (tenant_id, account_id, seq);

-- Which entries name a patient: answers "who opened this record".
CREATE TABLE audit_subject (
    tenant_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, patient_id, seq)
);
CREATE INDEX audit_subject_seq ON audit_subject (tenant_id, seq, patient_id);

-- Hashes of complete subtrees of 256 leaves.
CREATE TABLE audit_tile (
    tenant_id UUID NOT NULL,
    n BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, n)
);

-- The tree's size, last time and right edge, written with every commit.
CREATE TABLE audit_head (
    tenant_id UUID NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    edge BYTEA NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE audit_checkpoint (
    tenant_id UUID NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant_id, size)
);

-- A form sent twice is done once.
CREATE TABLE idempotency (
    tenant_id UUID NOT NULL,
    account_id UUID NOT NULL,
    key TEXT NOT NULL,
    request BYTEA NOT NULL,
    location TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key)
);
CREATE INDEX idempotency_at ON idempotency (tenant_id, at);

-- Work for later. payload holds identifiers only.
CREATE TABLE job (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    dedupe TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    lease BIGINT NOT NULL,
    problem TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX job_dedupe ON job (tenant_id, kind, dedupe);
CREATE INDEX job_due ON job (tenant_id, state, due);

-- One row a series of numbers.
CREATE TABLE sequence (
    tenant_id UUID NOT NULL,
    scope TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, scope)
);
