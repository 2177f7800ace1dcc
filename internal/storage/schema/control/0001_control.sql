-- Clinics, and what must be known of a vault without opening it.

-- state: provisioning, open, closed. name is sealed under the system's data key.
CREATE TABLE tenant (
    id UUID NOT NULL,
    state TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    name BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id)
);

-- When the next job of a clinic is due; written before the vault commits.
CREATE TABLE wake (
    tenant_id UUID NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- The last signed checkpoint of a clinic's audit log: a vault whose log is
-- shorter is not served.
CREATE TABLE vault_checkpoint (
    tenant_id UUID NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
);
