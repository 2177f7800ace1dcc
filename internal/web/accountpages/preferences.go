package accountpages

import (
	"net/http"

	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// year is how long a browser remembers how pages look, in seconds.
const year = 365 * 24 * 60 * 60

func keep(q *page.Request, name, value string) {
	q.SetCookie(&http.Cookie{Name: name, Value: value, MaxAge: year})
}

func language(q *page.Request) {
	if l, ok := words.ParseLang(q.Value("lang")); ok {
		keep(q, page.CookieLang, l.Tag())
	}
}

func theme(q *page.Request) {
	if q.Has("theme") {
		keep(q, page.CookieTheme, string(ui.ParseTheme(q.Value("theme"))))
	}
}

func letters(q *page.Request) {
	if v := q.Value("keys"); v == "on" || v == "off" {
		keep(q, page.CookieKeys, v)
	}
}

func setLanguage(q *page.Request) (*page.Answer, error) {
	language(q)
	return q.Redirect(back(q)), nil
}

func setTheme(q *page.Request) (*page.Answer, error) {
	theme(q)
	return q.Redirect(back(q)), nil
}

func setKeys(q *page.Request) (*page.Answer, error) {
	letters(q)
	return q.Redirect(back(q)), nil
}

func (d desk) preferences(q *page.Request) (*page.Answer, error) {
	language(q)
	theme(q)
	letters(q)
	return q.Redirect(page.Did("/account", "preferences")), nil
}
