package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/ui/assets"
	"kosh/internal/web/page"
)

// own are the routes of the door itself.
func (d *Door) own() []page.Route {
	return page.Table("door",
		page.Route{Method: "GET", Pattern: pathHealth, Public: "says that the process answers, and nothing else", Rate: page.Unlimited, Cache: page.NoStore, Handle: d.health},
		page.Route{Method: "GET", Pattern: pathReady, Public: "says whether the stores are open, and nothing else", Rate: page.Unlimited, Cache: page.NoStore, Handle: d.ready},
		page.Route{Method: "GET", Pattern: pathSecurity, Public: "RFC 9116", Rate: page.Anonymous, Cache: page.NoStore, Handle: d.securityText},
		page.Route{Method: "GET", Pattern: "/assets/{name}", Public: "style, script, fonts: the same for everybody", Rate: page.Unlimited, Cache: page.Immutable, Handle: d.asset},
		page.Route{Method: "POST", Pattern: pathReport, Public: "browsers report breaches of the content policy; they are only counted", Rate: page.Anonymous, Cache: page.NoStore, NoKey: "sent by the browser itself", AnyOrigin: "sent by the browser itself", Handle: d.report},
		page.Route{Method: "GET", Pattern: "/{$}", Own: "leads to where the person's work is", Rate: page.Interactive, Cache: page.NoStore, NoDisclosure: "shows nothing", Handle: d.home},
		page.Route{Method: "GET", Pattern: "/live", Own: "names and numbers of what changed in one's clinic, no content", Rate: page.Interactive, Cache: page.NoStore, NoDisclosure: "no content", Background: "a stream the page keeps open is not the person", Handle: d.live},
	)
}

func (d *Door) health(q *page.Request) (*page.Answer, error) {
	return q.Text(http.StatusOK, "ok\n"), nil
}

func (d *Door) ready(q *page.Request) (*page.Answer, error) {
	if d.cfg.Ready == nil {
		return q.Text(http.StatusOK, "ready\n"), nil
	}
	ctx, cancel := context.WithTimeout(q.Context(), 2*time.Second)
	defer cancel()
	if err := d.cfg.Ready(ctx); err != nil {
		return q.Text(http.StatusServiceUnavailable, "not ready\n"), nil
	}
	return q.Text(http.StatusOK, "ready\n"), nil
}

// securityText is RFC 9116. Its date is half a year ahead of the request, so it
// never expires while somebody runs this program.
func (d *Door) securityText(q *page.Request) (*page.Answer, error) {
	contact, host := d.cfg.SecurityContact, d.cfg.Public
	if host == "" && len(d.cfg.Hosts) > 0 {
		host = d.cfg.Hosts[0]
	}
	if contact == "" {
		contact = "mailto:security@" + hostname(host)
	}
	expires := q.Now().AddDate(0, 6, 0).UTC().Truncate(24 * time.Hour).Format(time.RFC3339)
	return q.Text(http.StatusOK, fmt.Sprintf("Contact: %s\nExpires: %s\nPreferred-Languages: en, bn, hi\nCanonical: https://%s%s\n",
		contact, expires, host, pathSecurity)), nil
}

func (d *Door) asset(q *page.Request) (*page.Answer, error) {
	f, ok := assets.Asset(q.URL.Path)
	if !ok {
		return nil, errs.New(errs.NotFound, "There is no such file.")
	}
	return q.Stream(func(w http.ResponseWriter) error {
		h, body := w.Header(), f.Body
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Content-Type", f.Type)
		h.Set("ETag", f.ETag)
		if f.Gzip != nil {
			h.Set("Vary", "Accept-Encoding")
			if page.AcceptsGzip(q.Header.Get("Accept-Encoding")) {
				h.Set("Content-Encoding", "gzip")
				body = f.Gzip
			}
		}
		if q.Header.Get("If-None-Match") == f.ETag {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(http.StatusOK)
		_, err := w.Write(body)
		return err
	}), nil
}

func (d *Door) report(q *page.Request) (*page.Answer, error) {
	if _, err := io.Copy(io.Discard, io.LimitReader(q.Body, 64<<10)); err != nil {
		return nil, errs.Wrap(errs.Invalid, "The report cannot be read.", err)
	}
	d.reports.Add(1)
	return q.Empty(http.StatusNoContent), nil
}
