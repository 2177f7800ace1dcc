package page

import (
	"bytes"
	"compress/gzip"
	"strings"
	"sync"
)

// smallest is the size below which compression does not pay.
const smallest = 1400

var writers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// mayCompress decides by the rule of package web: only for a request that the
// browser says began here or by the person's own hand, so that a stranger's
// page cannot measure answers; never for a page that shows a secret.
func (q *Request) mayCompress(a *Answer) bool {
	if q.Route.Secret || len(a.body) < smallest || !strings.HasPrefix(a.kind, "text/html") {
		return false
	}
	if site := q.Header.Get("Sec-Fetch-Site"); site != "same-origin" && site != "none" {
		return false
	}
	return AcceptsGzip(q.Header.Get("Accept-Encoding"))
}

// AcceptsGzip reads an Accept-Encoding header.
func AcceptsGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(body) / 3)
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&b)
	w.Write(body) // a bytes.Buffer does not fail
	w.Close()
	return b.Bytes()
}
