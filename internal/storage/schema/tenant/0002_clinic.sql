-- The clinic, its chambers and its staff; its patients; unsaved text.

CREATE TABLE clinic (
    tenant_id UUID NOT NULL,
    version BIGINT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    profile BYTEA NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE chamber (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    profile BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- mac binds the plain columns under the clinic's MAC key.
CREATE TABLE staff (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    version BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    profile BYTEA NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX staff_account ON staff (tenant_id, account_id);

-- A person's role in one chamber. extra and less are permission names ticked on and off.
CREATE TABLE staff_role (
    tenant_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    chamber_id UUID NOT NULL,
    version BIGINT NOT NULL,
    role TEXT NOT NULL,
    extra TEXT NOT NULL,
    less TEXT NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, staff_id, chamber_id),
    FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id),
    FOREIGN KEY (tenant_id, chamber_id) REFERENCES chamber (tenant_id, id)
);

-- head: what a list shows (name, birth, sex, masked phone, number); profile: the whole record.
-- state: active, archived.
CREATE TABLE patient (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    chamber_id UUID NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    head BYTEA NOT NULL,
    profile BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, id) REFERENCES subject (tenant_id, patient_id),
    FOREIGN KEY (tenant_id, chamber_id) REFERENCES chamber (tenant_id, id)
);
CREATE UNIQUE INDEX patient_number ON patient (tenant_id, number);
CREATE INDEX patient_updated ON patient (tenant_id, updated_at);

-- Blind index: kind says what was tokenised (phone, phone4, phone6, national_id, pre, skel, skpre).
-- A patient's own rows are found by making the tokens again, so there is no index by patient: it
-- would double what registering writes, and be read instead of the key, which lies closer together.
CREATE TABLE patient_token (
    tenant_id UUID NOT NULL,
    kind TEXT NOT NULL,
    token BYTEA NOT NULL,
    patient_id UUID NOT NULL,
    PRIMARY KEY (tenant_id, kind, token, patient_id),
    FOREIGN KEY (tenant_id, patient_id) REFERENCES patient (tenant_id, id)
);

-- Text typed and not yet sent. patient_id is NULL for a form about nobody yet.
CREATE TABLE draft (
    tenant_id UUID NOT NULL,
    account_id UUID NOT NULL,
    form TEXT NOT NULL,
    patient_id UUID,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    fields BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, account_id, form)
);
