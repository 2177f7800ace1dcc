package drafts

import "kosh/internal/storage/vault"

var (
	selectDraft = vault.SQL(`SELECT version, patient_id, updated_at, fields FROM draft WHERE tenant_id = $1 AND account_id = $2 AND form = $3`)
	insertDraft = vault.SQL(`INSERT INTO draft (tenant_id, account_id, form, patient_id, version, updated_at, fields)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	updateDraft = vault.SQL(`UPDATE draft SET version = $4, updated_at = $5, fields = $6
		WHERE tenant_id = $1 AND account_id = $2 AND form = $3`)
	deleteDraft = vault.SQL(`DELETE FROM draft WHERE tenant_id = $1 AND account_id = $2 AND form = $3`)
	listDrafts  = vault.SQL(`SELECT form, patient_id, updated_at FROM draft WHERE tenant_id = $1 AND account_id = $2 ORDER BY updated_at DESC, form`)
	countDrafts = vault.SQL(`SELECT COUNT(*) FROM draft WHERE tenant_id = $1 AND account_id = $2`)
	pruneDrafts = vault.SQL(`DELETE FROM draft WHERE tenant_id = $1 AND updated_at < $2`)
)
