package keystore

import "kosh/internal/storage/database"

var (
	selectRootCheck = database.SQL(`SELECT wrapped FROM root_check`)
	insertRootCheck = database.SQL(`INSERT INTO root_check (name, wrapped, created_at) VALUES ($1, $2, $3)`)

	insertKEK = database.SQL(`INSERT INTO kek (tenant_id, version, commitment, created_at, retired_at) VALUES ($1, $2, $3, $4, 0)`)

	insertKEKWrap = database.SQL(`INSERT INTO kek_wrap (tenant_id, version, wrapper, wrapped) VALUES ($1, $2, $3, $4)`)

	selectKEK = database.SQL(`SELECT k.version, w.wrapped, k.commitment FROM kek k
		JOIN kek_wrap w ON w.tenant_id = k.tenant_id AND w.version = k.version
		WHERE k.tenant_id = $1 AND w.wrapper = $2 AND k.retired_at = 0
		ORDER BY k.version DESC`)

	insertPurposeKey = database.SQL(`INSERT INTO purpose_key (tenant_id, purpose, number, kek_version, wrapped, commitment, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`)

	selectPurposes = database.SQL(`SELECT purpose, number, kek_version, wrapped, commitment FROM purpose_key WHERE tenant_id = $1`)

	insertDEK = database.SQL(`INSERT INTO dek (tenant_id, number, kek_version, wrapped, commitment, created_at, disabled_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0)`)

	selectDEKs = database.SQL(`SELECT number, kek_version, wrapped, commitment FROM dek
		WHERE tenant_id = $1 AND disabled_at = 0 AND number = ANY($2::bigint[])`)

	selectPool = database.SQL(`SELECT number FROM dek WHERE tenant_id = $1 AND number > $2 AND disabled_at = 0 ORDER BY number`)

	countDEKs = database.SQL(`SELECT COUNT(*) FROM dek WHERE tenant_id = $1 AND number <= $2 AND disabled_at = 0`)

	selectNumbers = database.SQL(`SELECT number FROM dek WHERE tenant_id = $1 AND number <= $2 AND disabled_at = 0 ORDER BY number`)

	maxDEK = database.SQL(`SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM dek WHERE tenant_id = $1`)

	selectHead = database.SQL(`SELECT counter, sealed FROM head WHERE tenant_id = $1`)

	upsertHead = database.SQL(`INSERT INTO head (tenant_id, counter, sealed) VALUES ($1, $2, $3)
		ON CONFLICT (tenant_id) DO UPDATE SET counter = excluded.counter, sealed = excluded.sealed`)

	reserveNonces = database.SQL(`INSERT INTO nonce (tenant_id, generation, reserved) VALUES ($1, $2, $3)
		ON CONFLICT (tenant_id, generation) DO UPDATE SET reserved = nonce.reserved + excluded.reserved`)

	selectNonces = database.SQL(`SELECT reserved FROM nonce WHERE tenant_id = $1 AND generation = $2`)

	listKEKs = database.SQL(`SELECT k.tenant_id, 'kek', k.version, k.created_at, w.wrapper FROM kek k
		JOIN kek_wrap w ON w.tenant_id = k.tenant_id AND w.version = k.version ORDER BY k.tenant_id, k.version`)

	listPurposes = database.SQL(`SELECT tenant_id, purpose, number, created_at, '' FROM purpose_key ORDER BY tenant_id, purpose, number`)

	listDEKs = database.SQL(`SELECT tenant_id, 'patient keys', COUNT(*), CAST(COALESCE(MIN(created_at), 0) AS BIGINT), '' FROM dek GROUP BY tenant_id ORDER BY tenant_id`)
)
