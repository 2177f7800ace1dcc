package trail

import "kosh/internal/storage/vault"

var (
	logSize        = vault.SQL(`SELECT CAST(COALESCE(MAX(seq) + 1, 0) AS BIGINT) FROM audit_entry WHERE tenant_id = $1`)
	logHead        = vault.SQL(`SELECT size, at FROM audit_head WHERE tenant_id = $1`)
	lastCheckpoint = vault.SQL(`SELECT size, at, note FROM audit_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1`)
	entryTime      = vault.SQL(`SELECT at FROM audit_entry WHERE tenant_id = $1 AND seq = $2`)

	entries = vault.SQL(`SELECT e.seq, e.at, e.account_id, e.verb, e.outcome, e.salt, e.body FROM audit_entry e
		WHERE e.tenant_id = $1 AND e.seq >= $2 AND e.seq < $3
		AND ($4 = '' OR e.verb = $4) AND ($5 = '' OR e.outcome = $5)
		ORDER BY e.seq DESC LIMIT $6`)

	entriesOfAccount = vault.SQL(`SELECT e.seq, e.at, e.account_id, e.verb, e.outcome, e.salt, e.body FROM audit_entry e
		WHERE e.tenant_id = $1 AND e.account_id = $7 AND e.seq >= $2 AND e.seq < $3
		AND ($4 = '' OR e.verb = $4) AND ($5 = '' OR e.outcome = $5)
		ORDER BY e.seq DESC LIMIT $6`)

	entriesOfPatient = vault.SQL(`SELECT e.seq, e.at, e.account_id, e.verb, e.outcome, e.salt, e.body
		FROM audit_subject s JOIN audit_entry e ON e.tenant_id = $1 AND e.seq = s.seq
		WHERE s.tenant_id = $1 AND s.patient_id = $7 AND s.seq >= $2 AND s.seq < $3
		AND (e.account_id = $8 OR $8 IS NULL) AND ($4 = '' OR e.verb = $4) AND ($5 = '' OR e.outcome = $5)
		ORDER BY s.seq DESC LIMIT $6`)

	patientNumbers = vault.SQL(`SELECT id, number FROM patient WHERE tenant_id = $1 AND id = ANY($2::uuid[])`)
)
