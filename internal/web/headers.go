package web

import (
	"net/http"
	"strings"

	"kosh/internal/ui"
)

// Paths the door itself serves.
const (
	pathReport   = "/csp-report"
	pathHealth   = "/healthz"
	pathReady    = "/readyz"
	pathSecurity = "/.well-known/security.txt"
)

// policy is what every page is made for, and where a browser reports a breach
// of it: here, so no foreign origin learns of it.
var policy = ui.CSP + "; report-to csp; report-uri " + pathReport

// fixed are the headers every answer has, whatever it is.
var fixed = [][2]string{
	{"Content-Security-Policy", policy},
	{"Reporting-Endpoints", `csp="` + pathReport + `"`},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Origin-Agent-Cluster", "?1"},
	{"X-Frame-Options", "DENY"},
	{"X-Permitted-Cross-Domain-Policies", "none"},
	{"X-DNS-Prefetch-Control", "off"},
	{"X-Robots-Tag", "noindex, nofollow"},
	{"Permissions-Policy", "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), xr-spatial-tracking=()"},
}

// strictTransport is two years; it is sent only when the operator configured a
// public host, because it would make every other program on localhost
// unreachable by plain HTTP.
const strictTransport = "max-age=63072000; includeSubDomains"

func (d *Door) headers(h http.Header) {
	for _, kv := range fixed {
		h[kv[0]] = []string{kv[1]}
	}
	h.Set("Cache-Control", "no-store")
	if d.public {
		h.Set("Strict-Transport-Security", strictTransport)
	}
}

// hostKnown reports whether the request names a host of this installation; any
// other may be a rebound name or a forged header.
func (d *Door) hostKnown(r *http.Request) bool {
	return d.hosts[strings.ToLower(r.Host)]
}
