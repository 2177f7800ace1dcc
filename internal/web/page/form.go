package page

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"kosh/internal/base/ids"
	"kosh/internal/ui"
)

// MaxFields is how many fields a form may have.
const MaxFields = 1000

// parse reads the form of a POST, or the query of a GET.
func (q *Request) parse() error {
	if q.Method != http.MethodPost {
		v, err := url.ParseQuery(q.URL.RawQuery)
		if err != nil || len(v) > MaxFields {
			return errForm
		}
		q.values = clean(v)
		return nil
	}
	if q.Route.NoKey != "" {
		return nil // reads its body itself, or not at all
	}
	kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return errMedia
	}
	q.URL.RawQuery = "" // what a form says stands in its body
	if err := q.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return errLarge
		}
		return errForm
	}
	if len(q.PostForm) > MaxFields {
		return errForm
	}
	q.values = clean(q.PostForm)
	key, err := ids.Parse[ids.Record](q.values.Get(ui.FieldKey))
	if err != nil || key.IsZero() {
		return errNoKey
	}
	q.key = key.String()
	return nil
}

// clean makes every value valid text without NUL, which no store takes.
func clean(v url.Values) url.Values {
	for name, list := range v {
		for i, s := range list {
			list[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
		}
		v[name] = list
	}
	return v
}

func encodeWithout(v url.Values, field string) string {
	kept := url.Values{}
	for name, list := range v {
		if name != field {
			kept[name] = list
		}
	}
	return kept.Encode()
}
