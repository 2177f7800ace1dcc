package sessions

import "kosh/internal/storage/control"

// A session counts only with its account active, not reset since, and its
// membership holding for the same place in the clinic.
var (
	selectSession = control.SQL(`SELECT s.id, s.account_id, s.tenant_id, s.chamber_id, s.staff_id, s.device_id, s.second, s.created_at, s.last_seen,
		s.ends_at, s.locked_at, s.ended_at, s.reason, s.tries, s.from_where, d.key_hash,
		CASE WHEN m.staff_id = s.staff_id AND a.state = 'active' AND a.valid_from <= s.created_at THEN 1 ELSE 0 END
		FROM session AS s JOIN device AS d ON d.id = s.device_id JOIN account AS a ON a.id = s.account_id
		LEFT JOIN membership AS m ON m.account_id = s.account_id AND m.tenant_id = s.tenant_id AND m.ended_at = 0
		WHERE s.id = $1`)
	listSessions = control.SQL(`SELECT s.id, s.account_id, s.tenant_id, s.chamber_id, s.staff_id, s.device_id, s.second, s.created_at, s.last_seen,
		s.ends_at, s.locked_at, s.ended_at, s.reason, s.tries, s.from_where, d.key_hash,
		CASE WHEN m.staff_id = s.staff_id AND a.state = 'active' AND a.valid_from <= s.created_at THEN 1 ELSE 0 END
		FROM session AS s JOIN device AS d ON d.id = s.device_id JOIN account AS a ON a.id = s.account_id
		LEFT JOIN membership AS m ON m.account_id = s.account_id AND m.tenant_id = s.tenant_id AND m.ended_at = 0
		WHERE s.account_id = $1 AND s.ended_at = 0 AND s.ends_at > $2 ORDER BY s.created_at, s.id`)
	insertSession = control.SQL(`INSERT INTO session (id, account_id, tenant_id, chamber_id, staff_id, device_id, second, created_at, last_seen, ends_at, locked_at, ended_at, reason, tries, from_where)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, 0, 0, '', 0, $10)`)
	selectKey = control.SQL(`SELECT key_hash FROM device WHERE id = $1`)
	passGate  = control.SQL(`INSERT INTO session_gate (account_id, begun) VALUES ($1, 1) ON CONFLICT (account_id) DO UPDATE SET begun = session_gate.begun + 1`)
	endOne    = control.SQL(`UPDATE session SET ended_at = $2, reason = $3 WHERE id = $1 AND ended_at = 0`)
	lockOne   = control.SQL(`UPDATE session SET locked_at = $2 WHERE id = $1 AND ended_at = 0 AND locked_at = 0`)
	unlockOne = control.SQL(`UPDATE session SET locked_at = 0, tries = 0, last_seen = $2 WHERE id = $1 AND ended_at = 0`)
	takeTry   = control.SQL(`UPDATE session SET tries = tries + 1 WHERE id = $1 AND ended_at = 0 AND tries < $2`)
	giveTry   = control.SQL(`UPDATE session SET tries = tries - 1 WHERE id = $1 AND ended_at = 0 AND tries > 0`)
	clearTry  = control.SQL(`UPDATE session SET tries = 0 WHERE id = $1 AND ended_at = 0`)
	readTries = control.SQL(`SELECT tries FROM session WHERE id = $1`)
	setSeen   = control.SQL(`UPDATE session SET last_seen = $2 WHERE id = $1 AND last_seen < $2 AND ended_at = 0`)
	setPlace  = control.SQL(`UPDATE session SET chamber_id = $2 WHERE id = $1 AND ended_at = 0`)
	endAged   = control.SQL(`UPDATE session SET ended_at = ends_at, reason = 'expired' WHERE ended_at = 0 AND ends_at <= $1`)

	insertRefresh = control.SQL(`INSERT INTO refresh (hash, session_id, created_at, spent_at) VALUES ($1, $2, $3, 0)`)
	selectRefresh = control.SQL(`SELECT session_id, child, spent_at FROM refresh WHERE hash = $1`)
	spendRefresh  = control.SQL(`UPDATE refresh SET spent_at = $2, child = $3 WHERE hash = $1 AND spent_at = 0`)
	purgeRefresh  = control.SQL(`DELETE FROM refresh WHERE session_id IN (SELECT id FROM session WHERE ended_at > 0 AND ended_at < $1)`)
	purgeSession  = control.SQL(`DELETE FROM session WHERE ended_at > 0 AND ended_at < $1`)

	upsertPIN = control.SQL(`INSERT INTO pin (account_id, device_id, secret, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, device_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at`)
	// A PIN from before a reset of its account is none.
	selectPIN = control.SQL(`SELECT p.secret FROM pin AS p JOIN account AS a ON a.id = p.account_id
		WHERE p.account_id = $1 AND p.device_id = $2 AND p.created_at >= a.valid_from`)
	deletePIN  = control.SQL(`DELETE FROM pin WHERE account_id = $1 AND device_id = $2`)
	deletePINs = control.SQL(`DELETE FROM pin WHERE account_id = $1`)
)
