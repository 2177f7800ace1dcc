package jobs

import "kosh/internal/storage/vault"

var (
	insertJob = vault.SQL(`INSERT INTO job (tenant_id, id, kind, dedupe, payload, state, due, attempt, lease, problem, created_at)
		VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 0, '', $7)
		ON CONFLICT (tenant_id, kind, dedupe) DO NOTHING`)

	// A running job whose lease is over belongs to nobody: its worker died.
	nextJob = vault.SQL(`SELECT id, kind, payload, attempt FROM job
		WHERE tenant_id = $1 AND (state = 'waiting' AND due <= $2 OR state = 'running' AND lease <= $2)
		ORDER BY due, id LIMIT 1`)
	claimJob = vault.SQL(`UPDATE job SET state = 'running', attempt = $3, lease = $4 WHERE tenant_id = $1 AND id = $2`)

	// The attempt number fences: a worker that lost its lease changes nothing.
	finishJob = vault.SQL(`UPDATE job SET state = $4, due = $5, lease = 0, problem = $6
		WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'`)

	nextDue = vault.SQL(`SELECT CAST(COALESCE(MIN(CASE WHEN state = 'running' THEN lease ELSE due END), 0) AS BIGINT) FROM job
		WHERE tenant_id = $1 AND state IN ('waiting', 'running')`)

	pruneJobs = vault.SQL(`DELETE FROM job WHERE tenant_id = $1 AND state = 'done' AND due < $2`)

	deadJobs = vault.SQL(`SELECT id, kind, payload, attempt, problem, created_at, due FROM job
		WHERE tenant_id = $1 AND state = 'dead' ORDER BY created_at, id`)
	reviveJob = vault.SQL(`UPDATE job SET state = 'waiting', attempt = 0, due = $3, problem = ''
		WHERE tenant_id = $1 AND id = $2 AND state = 'dead'`)
)
