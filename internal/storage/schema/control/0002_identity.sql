-- Who is at the door: people, what proves them, their devices, the clinics they
-- may choose, their sessions. Personal data is sealed and found by tokens.

-- One person. state: invited, active, closed. profile: name, e-mail, phone.
-- valid_from: sessions begun before it are over.
CREATE TABLE account (
    id UUID NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    email_token BYTEA,
    phone_token BYTEA,
    profile BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    signed_in_from BYTEA,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX account_email ON account (email_token);
CREATE UNIQUE INDEX account_phone ON account (phone_token);

-- kind: password (its hash), totp (its secret), recovery (hashes of the printed
-- codes). last_step: the newest TOTP step that was used; a code counts once.
CREATE TABLE credential (
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,
    secret BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind),
    FOREIGN KEY (account_id) REFERENCES account (id)
);

-- How many wrong codes an account has had on one UTC day (days since 1970).
CREATE TABLE wrong_code (
    account_id UUID NOT NULL,
    day BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (account_id, day)
);

-- A browser that was given a device key.
CREATE TABLE device (
    id UUID NOT NULL,
    key_hash BYTEA NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    about BYTEA NOT NULL,
    PRIMARY KEY (id)
);

-- Who has signed in on which device: there it is known.
CREATE TABLE device_account (
    device_id UUID NOT NULL,
    account_id UUID NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (device_id, account_id),
    FOREIGN KEY (device_id) REFERENCES device (id),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX device_account_account ON device_account (account_id, device_id);

-- One-time links. purpose: invite, demo.
CREATE TABLE link (
    hash BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    account_id UUID NOT NULL,
    tenant_id UUID,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (hash),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX link_account ON link (account_id);

-- Every failed sign-in. account_id is NULL for a name nobody has. from_where: address,
-- device, masked name. told: it has reached the logs of the account's clinics.
CREATE TABLE signin_failure (
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    account_id UUID,
    login_token BYTEA NOT NULL,
    what TEXT NOT NULL,
    from_where BYTEA NOT NULL,
    told BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX signin_failure_told ON signin_failure (told, at);
CREATE INDEX signin_failure_login ON signin_failure (login_token, at);

-- level: LOW, MEDIUM, HIGH, CRITICAL. from_where: address, device.
CREATE TABLE security_event (
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_id UUID,
    tenant_id UUID,
    session_id UUID,
    from_where BYTEA NOT NULL,
    told BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX security_event_account ON security_event (account_id, at);
CREATE INDEX security_event_told ON security_event (told, at);

-- Which clinics an account may choose: the truth. ended_at is 0 while it holds.
CREATE TABLE membership (
    account_id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, tenant_id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (id)
);
CREATE INDEX membership_tenant ON membership (tenant_id, account_id);

-- One signed-in browser. second: a second factor was given. locked_at and ended_at are
-- 0 while they do not apply. tries: failed unlocks in a row. from_where: address, device.
CREATE TABLE session (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    chamber_id UUID,
    staff_id UUID NOT NULL,
    device_id UUID NOT NULL,
    second BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    locked_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    tries BIGINT NOT NULL,
    from_where BYTEA NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (device_id) REFERENCES device (id)
);
CREATE INDEX session_account ON session (account_id, ended_at, created_at);
CREATE INDEX session_ends ON session (ends_at);

-- Locked first by whoever begins a session, so that two cannot both be the fourth.
CREATE TABLE session_gate (
    account_id UUID NOT NULL,
    begun BIGINT NOT NULL,
    PRIMARY KEY (account_id)
);

-- Refresh tokens of a session, by hash. spent_at is 0 for the current one.
CREATE TABLE refresh (
    hash BYTEA NOT NULL,
    session_id UUID NOT NULL,
    child BYTEA,
    created_at BIGINT NOT NULL,
    spent_at BIGINT NOT NULL,
    PRIMARY KEY (hash),
    FOREIGN KEY (session_id) REFERENCES session (id)
);
CREATE INDEX refresh_session ON refresh (session_id);

-- The PIN of a person on one device; it opens a locked session there and nothing else.
CREATE TABLE pin (
    account_id UUID NOT NULL,
    device_id UUID NOT NULL,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, device_id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (device_id) REFERENCES device (id)
);
