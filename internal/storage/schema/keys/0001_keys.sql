-- Wrapped keys only. Nothing here opens anything without the root key.

-- One row: what proves that a root key is the right one.
CREATE TABLE root_check (
    name TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (name)
);

-- A clinic's key-encryption keys, by version. retired_at is 0 while it wraps anything.
CREATE TABLE kek (
    tenant_id UUID NOT NULL,
    version BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, version)
);

-- The wraps of a key-encryption key: the root's first; others may be added.
CREATE TABLE kek_wrap (
    tenant_id UUID NOT NULL,
    version BIGINT NOT NULL,
    wrapper TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, version, wrapper)
);

-- Keys with one purpose each: page, audit, sign, index, data, mac, token, refresh.
CREATE TABLE purpose_key (
    tenant_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    number BIGINT NOT NULL,
    kek_version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    commitment BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, purpose, number)
);

-- One key a patient. Rows above the highest number in use are the pool.
CREATE TABLE dek (
    tenant_id UUID NOT NULL,
    number BIGINT NOT NULL,
    kek_version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    commitment BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, number)
);

-- Which state of the vault file is current, sealed with the counter.
CREATE TABLE head (
    tenant_id UUID NOT NULL,
    counter BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- Main-page writes reserved under a page key generation.
CREATE TABLE nonce (
    tenant_id UUID NOT NULL,
    generation BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, generation)
);
