package vault

import "kosh/internal/storage/database"

var (
	selectKeyUse     = database.SQL(`SELECT CAST(COALESCE(MAX(dek), 0) AS BIGINT), COUNT(*) FROM subject WHERE tenant_id = $1`)
	selectKeyNumbers = database.SQL(`SELECT dek FROM subject WHERE tenant_id = $1`)

	selectSubject = database.SQL(`SELECT s.dek, s.restricted, EXISTS (SELECT 1 FROM care c
			WHERE c.tenant_id = $1 AND c.patient_id = s.patient_id AND c.staff_id = $3
			AND c.since <= $4 AND (c.until = 0 OR c.until > $4))
		FROM subject s WHERE s.tenant_id = $1 AND s.patient_id = $2`)

	selectSubjects = database.SQL(`SELECT s.patient_id, s.dek, s.restricted, EXISTS (SELECT 1 FROM care c
			WHERE c.tenant_id = $1 AND c.patient_id = s.patient_id AND c.staff_id = $3
			AND c.since <= $4 AND (c.until = 0 OR c.until > $4))
		FROM subject s WHERE s.tenant_id = $1 AND s.patient_id = ANY($2::uuid[])`)

	insertSubject = database.SQL(`INSERT INTO subject (tenant_id, patient_id, dek, restricted, created_at) VALUES ($1, $2, $3, $4, $5)`)

	updateRestricted = database.SQL(`UPDATE subject SET restricted = $3 WHERE tenant_id = $1 AND patient_id = $2`)

	insertCare = database.SQL(`INSERT INTO care (tenant_id, patient_id, staff_id, source, since, until) VALUES ($1, $2, $3, $4, $5, 0)
		ON CONFLICT (tenant_id, patient_id, staff_id, source) DO UPDATE SET until = 0`)

	insertEntry = database.SQL(`INSERT INTO audit_entry (tenant_id, seq, at, account_id, verb, outcome, salt, body, body_hash, leaf)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	insertAuditSubject = database.SQL(`INSERT INTO audit_subject (tenant_id, patient_id, seq) VALUES ($1, $2, $3)`)
	// One statement for a list: everybody named has a subject row.
	insertAuditSubjects = database.SQL(`INSERT INTO audit_subject (tenant_id, patient_id, seq)
		SELECT $1, s.patient_id, $3 FROM subject s WHERE s.tenant_id = $1 AND s.patient_id = ANY($2::uuid[])`)
	insertTile      = database.SQL(`INSERT INTO audit_tile (tenant_id, n, hash) VALUES ($1, $2, $3)`)
	upsertAuditHead = database.SQL(`INSERT INTO audit_head (tenant_id, size, at, edge) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant_id) DO UPDATE SET size = excluded.size, at = excluded.at, edge = excluded.edge`)
	selectAuditHead = database.SQL(`SELECT size, at, edge FROM audit_head WHERE tenant_id = $1`)
	selectLastEntry = database.SQL(`SELECT CAST(COALESCE(MAX(seq) + 1, 0) AS BIGINT) FROM audit_entry WHERE tenant_id = $1`)
	selectTiles     = database.SQL(`SELECT hash FROM audit_tile WHERE tenant_id = $1 AND n >= $2 AND n < $3 ORDER BY n`)
	allTiles        = database.SQL(`SELECT n, hash FROM audit_tile WHERE tenant_id = $1 ORDER BY n`)
	selectLeaves    = database.SQL(`SELECT leaf FROM audit_entry WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`)

	insertCheckpoint = database.SQL(`INSERT INTO audit_checkpoint (tenant_id, size, at, note) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant_id, size) DO NOTHING`)
	selectCheckpoints = database.SQL(`SELECT size, note FROM audit_checkpoint WHERE tenant_id = $1 ORDER BY size`)
	lastCheckpoint    = database.SQL(`SELECT size, at, note FROM audit_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1`)

	selectEntries = database.SQL(`SELECT seq, at, account_id, verb, outcome, salt, body, body_hash, leaf FROM audit_entry
		WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`)
	selectEntrySubjects = database.SQL(`SELECT seq, patient_id FROM audit_subject
		WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq, patient_id`)

	selectIdempotent = database.SQL(`SELECT request, location FROM idempotency WHERE tenant_id = $1 AND account_id = $2 AND key = $3`)
	insertIdempotent = database.SQL(`INSERT INTO idempotency (tenant_id, account_id, key, request, location, at) VALUES ($1, $2, $3, $4, $5, $6)`)
	pruneIdempotent  = database.SQL(`DELETE FROM idempotency WHERE tenant_id = $1 AND at < $2`)
)
