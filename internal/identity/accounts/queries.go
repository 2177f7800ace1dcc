package accounts

import "kosh/internal/storage/control"

var (
	insertAccount = control.SQL(`INSERT INTO account (id, state, version, email_token, phone_token, profile, created_at, valid_from, signed_in_at)
		VALUES ($1, $2, 1, $3, $4, $5, $6, 0, 0)`)
	selectAccount = control.SQL(`SELECT id, state, version, profile, created_at, valid_from, signed_in_at, signed_in_from FROM account WHERE id = $1`)
	findByEmail   = control.SQL(`SELECT id FROM account WHERE email_token = $1`)
	findByPhone   = control.SQL(`SELECT id FROM account WHERE phone_token = $1`)
	updateProfile = control.SQL(`UPDATE account SET version = version + 1, email_token = $3, phone_token = $4, profile = $5 WHERE id = $1 AND version = $2`)
	updateState   = control.SQL(`UPDATE account SET state = $2, valid_from = $3 WHERE id = $1`)
	updateSignIn  = control.SQL(`UPDATE account SET signed_in_at = $2, signed_in_from = $3 WHERE id = $1`)

	selectCredential = control.SQL(`SELECT secret, last_step, created_at FROM credential WHERE account_id = $1 AND kind = $2`)
	upsertCredential = control.SQL(`INSERT INTO credential (account_id, kind, secret, last_step, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account_id, kind) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step, created_at = excluded.created_at`)
	rehashCredential  = control.SQL(`UPDATE credential SET secret = $3 WHERE account_id = $1 AND kind = 'password' AND secret = $2`)
	useStep           = control.SQL(`UPDATE credential SET last_step = $2 WHERE account_id = $1 AND kind = 'totp' AND last_step < $2`)
	deleteCredential  = control.SQL(`DELETE FROM credential WHERE account_id = $1 AND kind = $2`)
	deleteCredentials = control.SQL(`DELETE FROM credential WHERE account_id = $1`)

	swapRecovery    = control.SQL(`UPDATE credential SET secret = $3 WHERE account_id = $1 AND kind = 'recovery' AND secret = $2`)
	countWrongCode  = control.SQL(`INSERT INTO wrong_code (account_id, day, n) VALUES ($1, $2, 1) ON CONFLICT (account_id, day) DO UPDATE SET n = wrong_code.n + 1`)
	selectWrongCode = control.SQL(`SELECT n FROM wrong_code WHERE account_id = $1 AND day = $2`)
	forgiveCode     = control.SQL(`UPDATE wrong_code SET n = n - 1 WHERE account_id = $1 AND day = $2`)
	pruneWrongCode  = control.SQL(`DELETE FROM wrong_code WHERE account_id = $1 AND day < $2`)

	insertDevice = control.SQL(`INSERT INTO device (id, key_hash, first_seen, last_seen, about) VALUES ($1, $2, $3, $3, $4)`)
	selectDevice = control.SQL(`SELECT key_hash FROM device WHERE id = $1`)
	selectAbout  = control.SQL(`SELECT about FROM device WHERE id = $1`)
	touchDevice  = control.SQL(`UPDATE device SET last_seen = $2, about = $3 WHERE id = $1`)
	knownDevice  = control.SQL(`SELECT last_seen FROM device_account WHERE device_id = $1 AND account_id = $2`)
	upsertKnown  = control.SQL(`INSERT INTO device_account (device_id, account_id, first_seen, last_seen) VALUES ($1, $2, $3, $3)
		ON CONFLICT (device_id, account_id) DO UPDATE SET last_seen = excluded.last_seen`)
	forgetDevices = control.SQL(`DELETE FROM device_account WHERE account_id = $1`)

	insertLink     = control.SQL(`INSERT INTO link (hash, purpose, account_id, tenant_id, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, 0)`)
	selectLink     = control.SQL(`SELECT account_id, tenant_id FROM link WHERE hash = $1 AND purpose = $2 AND used_at = 0 AND expires_at > $3`)
	useLink        = control.SQL(`UPDATE link SET used_at = $3 WHERE hash = $1 AND purpose = $2 AND used_at = 0 AND expires_at > $3`)
	endLinks       = control.SQL(`UPDATE link SET used_at = $2 WHERE account_id = $1 AND used_at = 0`)
	endClinicLinks = control.SQL(`UPDATE link SET used_at = $3 WHERE account_id = $1 AND tenant_id = $2 AND used_at = 0`)

	insertFailure  = control.SQL(`INSERT INTO signin_failure (id, at, account_id, login_token, what, from_where, told) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	countFailures  = control.SQL(`SELECT COUNT(*) FROM signin_failure WHERE login_token = $1 AND at > $2`)
	listFailures   = control.SQL(`SELECT id, at, account_id, what, from_where FROM signin_failure WHERE at >= $1 ORDER BY at, id`)
	untoldFailures = control.SQL(`SELECT id, at, account_id, what, from_where FROM signin_failure WHERE told = FALSE ORDER BY at, id LIMIT 100`)
	tellFailure    = control.SQL(`UPDATE signin_failure SET told = TRUE WHERE id = $1`)

	insertEvent  = control.SQL(`INSERT INTO security_event (id, at, level, kind, account_id, tenant_id, session_id, from_where, told) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	listEvents   = control.SQL(`SELECT id, at, level, kind, account_id, tenant_id, session_id, from_where FROM security_event WHERE account_id = $1 AND at >= $2 ORDER BY at, id`)
	allEvents    = control.SQL(`SELECT id, at, level, kind, account_id, tenant_id, session_id, from_where FROM security_event WHERE at >= $1 ORDER BY at, id`)
	untoldEvents = control.SQL(`SELECT id, at, level, kind, account_id, tenant_id, session_id, from_where FROM security_event WHERE told = FALSE ORDER BY at, id LIMIT 100`)
	tellEvent    = control.SQL(`UPDATE security_event SET told = TRUE WHERE id = $1`)
)
