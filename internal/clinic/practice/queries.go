package practice

import "kosh/internal/storage/vault"

var (
	insertClinic = vault.SQL(`INSERT INTO clinic (tenant_id, version, country, zone, profile) VALUES ($1, 1, $2, $3, $4)`)
	selectClinic = vault.SQL(`SELECT version, country, zone, profile FROM clinic WHERE tenant_id = $1`)
	updateClinic = vault.SQL(`UPDATE clinic SET version = version + 1, profile = $2 WHERE tenant_id = $1 AND version = $3`)
	countClinics = vault.SQL(`SELECT COUNT(*) FROM clinic WHERE tenant_id = $1`)
	country      = vault.SQL(`SELECT country FROM clinic WHERE tenant_id = $1`)

	insertChamber = vault.SQL(`INSERT INTO chamber (tenant_id, id, version, created_at, closed_at, profile)
		VALUES ($1, $2, 1, $3, 0, $4)`)
	updateChamber = vault.SQL(`UPDATE chamber SET version = version + 1, closed_at = $3, profile = $4
		WHERE tenant_id = $1 AND id = $2 AND version = $5`)
	selectChamber = vault.SQL(`SELECT id, version, created_at, closed_at, profile FROM chamber
		WHERE tenant_id = $1 AND id = $2`)
	selectChamberState = vault.SQL(`SELECT closed_at FROM chamber WHERE tenant_id = $1 AND id = $2`)
	selectChambers     = vault.SQL(`SELECT id, version, created_at, closed_at, profile FROM chamber
		WHERE tenant_id = $1 ORDER BY created_at, id`)

	insertStaff = vault.SQL(`INSERT INTO staff (tenant_id, id, account_id, version, active, created_at, ended_at, profile, mac)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	updateStaff = vault.SQL(`UPDATE staff SET version = $3, active = $4, ended_at = $5, profile = $6, mac = $7
		WHERE tenant_id = $1 AND id = $2 AND version = $8`)
	selectStaff = vault.SQL(`SELECT id, account_id, version, active, created_at, ended_at, profile, mac FROM staff
		WHERE tenant_id = $1 AND id = $2`)
	selectStaffOf = vault.SQL(`SELECT id, account_id, version, active, created_at, ended_at, profile, mac FROM staff
		WHERE tenant_id = $1 AND account_id = $2`)
	listStaff = vault.SQL(`SELECT id, account_id, version, active, created_at, ended_at, profile, mac FROM staff
		WHERE tenant_id = $1 ORDER BY created_at, id`)

	insertRole = vault.SQL(`INSERT INTO staff_role (tenant_id, staff_id, chamber_id, version, role, extra, less, mac)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	updateRole = vault.SQL(`UPDATE staff_role SET version = $4, role = $5, extra = $6, less = $7, mac = $8
		WHERE tenant_id = $1 AND staff_id = $2 AND chamber_id = $3 AND version = $9`)
	deleteRole  = vault.SQL(`DELETE FROM staff_role WHERE tenant_id = $1 AND staff_id = $2 AND chamber_id = $3`)
	selectRoles = vault.SQL(`SELECT staff_id, chamber_id, version, role, extra, less, mac FROM staff_role
		WHERE tenant_id = $1 AND staff_id = $2 ORDER BY chamber_id`)
	listRoles = vault.SQL(`SELECT staff_id, chamber_id, version, role, extra, less, mac FROM staff_role
		WHERE tenant_id = $1 ORDER BY staff_id, chamber_id`)

	countUp = vault.SQL(`INSERT INTO sequence (tenant_id, scope, n) VALUES ($1, $2, 1)
		ON CONFLICT (tenant_id, scope) DO UPDATE SET n = sequence.n + 1`)
	readCount = vault.SQL(`SELECT n FROM sequence WHERE tenant_id = $1 AND scope = $2`)
)
