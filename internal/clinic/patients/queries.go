package patients

import "kosh/internal/storage/vault"

// Every list reads the same columns; lists never read the profile. The last two
// predicates of a list are the own-patients rule, so that rows one may not see
// do not use up its limit; the vault decides again when it opens them.
var (
	insertPatient = vault.SQL(`INSERT INTO patient (tenant_id, id, version, number, chamber_id, state, created_at, updated_at, head, profile)
		VALUES ($1, $2, 1, $3, $4, 'active', $5, $5, $6, $7)`)
	updatePatient = vault.SQL(`UPDATE patient SET version = $3, state = $4, updated_at = $5, head = $6, profile = $7
		WHERE tenant_id = $1 AND id = $2 AND version = $8`)
	selectPatient = vault.SQL(`SELECT id, version, number, state, created_at, updated_at, head, profile FROM patient
		WHERE tenant_id = $1 AND id = $2`)

	insertToken = vault.SQL(`INSERT INTO patient_token (tenant_id, kind, token, patient_id) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant_id, kind, token, patient_id) DO NOTHING`)
	deleteToken = vault.SQL(`DELETE FROM patient_token WHERE tenant_id = $1 AND kind = $2 AND token = $3 AND patient_id = $4`)

	recentPatients = vault.SQL(`SELECT p.id, p.version, p.number, p.state, p.created_at, p.updated_at, p.head FROM patient p
		WHERE p.tenant_id = $1 AND p.state = 'active'
		AND ($3 OR EXISTS (SELECT 1 FROM care c WHERE c.tenant_id = $1 AND c.patient_id = p.id AND c.staff_id = $4
			AND c.since <= $5 AND (c.until = 0 OR c.until > $5)))
		ORDER BY p.updated_at DESC LIMIT $2`)

	byNumber = vault.SQL(`SELECT p.id, p.version, p.number, p.state, p.created_at, p.updated_at, p.head FROM patient p
		WHERE p.tenant_id = $1 AND p.number = $2`)

	byID = vault.SQL(`SELECT p.id, p.version, p.number, p.state, p.created_at, p.updated_at, p.head FROM patient p
		WHERE p.tenant_id = $1 AND p.id = ANY($2::uuid[])`)

	byToken = vault.SQL(`SELECT p.id, p.version, p.number, p.state, p.created_at, p.updated_at, p.head
		FROM patient_token t JOIN patient p ON p.tenant_id = $1 AND p.id = t.patient_id
		WHERE t.tenant_id = $1 AND t.kind = $3 AND t.token = $4 AND p.state = 'active'
		AND ($5 OR EXISTS (SELECT 1 FROM care c WHERE c.tenant_id = $1 AND c.patient_id = p.id AND c.staff_id = $6
			AND c.since <= $7 AND (c.until = 0 OR c.until > $7)))
		ORDER BY t.patient_id DESC LIMIT $2`)

	// The patient is joined through the last token, so that its row is read only
	// for those who have every token.
	byTwoTokens = vault.SQL(`SELECT p.id, p.version, p.number, p.state, p.created_at, p.updated_at, p.head
		FROM patient_token t
		JOIN patient_token u ON u.tenant_id = $1 AND u.kind = $8 AND u.token = $9 AND u.patient_id = t.patient_id
		JOIN patient p ON p.tenant_id = $1 AND p.id = u.patient_id
		WHERE t.tenant_id = $1 AND t.kind = $3 AND t.token = $4 AND p.state = 'active'
		AND ($5 OR EXISTS (SELECT 1 FROM care c WHERE c.tenant_id = $1 AND c.patient_id = p.id AND c.staff_id = $6
			AND c.since <= $7 AND (c.until = 0 OR c.until > $7)))
		ORDER BY t.patient_id DESC LIMIT $2`)

	byThreeTokens = vault.SQL(`SELECT p.id, p.version, p.number, p.state, p.created_at, p.updated_at, p.head
		FROM patient_token t
		JOIN patient_token u ON u.tenant_id = $1 AND u.kind = $8 AND u.token = $9 AND u.patient_id = t.patient_id
		JOIN patient_token v ON v.tenant_id = $1 AND v.kind = $10 AND v.token = $11 AND v.patient_id = u.patient_id
		JOIN patient p ON p.tenant_id = $1 AND p.id = v.patient_id
		WHERE t.tenant_id = $1 AND t.kind = $3 AND t.token = $4 AND p.state = 'active'
		AND ($5 OR EXISTS (SELECT 1 FROM care c WHERE c.tenant_id = $1 AND c.patient_id = p.id AND c.staff_id = $6
			AND c.since <= $7 AND (c.until = 0 OR c.until > $7)))
		ORDER BY t.patient_id DESC LIMIT $2`)
)
