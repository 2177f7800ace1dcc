package trailpages

import (
	"kosh/internal/base/clock"
	"kosh/internal/storage/vault"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// A verdict is what the verification proved, or the first bad entry.
type verdict struct {
	q    *page.Request
	r    vault.LogReport
	when string // the checkpoint was signed
}

// verify hashes every entry again and compares with what was signed. It runs
// outside any transaction of this page, because it reads the whole log; the
// check itself asks for the permission and is an entry.
func verify(q *page.Request) (*page.Answer, error) {
	r, err := q.House().Vault.VerifyLog(q.Context(), q.Who())
	if err != nil {
		return nil, err
	}
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		z := page.Zone(tx.Zone())
		v := verdict{q: q, r: r, when: q.Lang.When(clock.FromMicros(r.Signed).In(z), tx.Now().In(z))}
		return q.Show(page.Page{Title: q.Lang.TrailVerify(), Body: verdictView(v)}), nil
	})
}

// sentences say what was proved, numbered by the page.
func (v verdict) sentences() []string {
	l := v.q.Lang
	return []string{
		l.TrailVerifyRead(int(v.r.Entries)),
		l.TrailVerifyRoot(short(v.r.Root.String())),
		l.TrailVerifySigned(v.when),
		l.TrailVerifyIndex(int(v.r.Patients)),
	}
}

// bad names the first entry that does not fit.
func (v verdict) bad() string {
	l, p := v.q.Lang, v.r.Problem
	switch {
	case p.Seq < 0:
		return l.TrailVerifyBadLog()
	case p.Until > p.Since:
		return l.TrailVerifyBadRange(words.Group(p.Since), words.Group(p.Until))
	}
	return l.TrailVerifyBadEntry(int(p.Seq))
}

func (v verdict) title() string {
	if v.r.Problem == nil {
		return v.q.Lang.TrailVerifyOk()
	}
	return v.q.Lang.TrailVerifyBad()
}
