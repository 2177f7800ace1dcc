package page

import (
	"fmt"
	"net/http"
	"strings"

	"kosh/internal/kernel/access"
)

// A Handler answers a request. An error becomes an error page; what it wrote so
// far is not sent.
type Handler func(*Request) (*Answer, error)

// A Route is one address of the door and everything that is true of it. Exactly
// one of Need, Public and Own says who may come.
type Route struct {
	Area    string // set by Table
	Method  string // GET or POST
	Pattern string // path of http.ServeMux, such as /patients/{id}

	Need   access.Permission // the right it takes; Request.View and Update require it
	Public string            // why nobody needs to be signed in
	Own    string            // why being signed in is enough: own things only

	Rate  Rate
	Cache Cache

	NoDisclosure string // why a view of it shows no record, and so leaves no entry
	Locked       string // why it answers while the session is locked
	NoKey        string // why a POST carries no idempotency key
	AnyOrigin    string // why a POST may come from another origin
	Background   string // why it is not activity of the person: live updates
	Secret       bool   // the answer shows a secret once; it is never compressed

	Handle Handler
}

// A Rate is the class of the rate limiter a route counts in.
type Rate uint8

// The classes. The zero Rate is none and refused.
const (
	Anonymous   Rate = iota + 1 // 60 a minute for each address
	SignIn                      // 5 a minute for each account and address, counted by the sign-in itself; 60 here
	Interactive                 // a signed-in person's own, generous bucket
	Unlimited                   // health checks and assets, which cost nothing
)

// A Cache says who may keep the answer. The zero Cache is none and refused.
type Cache uint8

// The rules.
const (
	NoStore   Cache = iota + 1 // nobody, not even the browser's history
	Immutable                  // for ever: the address contains the hash
)

// Name is the method and the pattern, as logs and the access log show it.
func (r Route) Name() string { return r.Method + " " + r.Pattern }

// Table checks routes and files them under their area. A route that leaves
// something unsaid is a mistake in the program and panics.
func Table(area string, routes ...Route) []Route {
	for i := range routes {
		routes[i].Area = area
		if err := routes[i].check(); err != nil {
			panic(fmt.Sprintf("web: area %q, route %q: %v", area, routes[i].Name(), err))
		}
	}
	return routes
}

func (r Route) check() error {
	stated := 0
	for _, s := range []bool{r.Need != 0, r.Public != "", r.Own != ""} {
		if s {
			stated++
		}
	}
	switch {
	case r.Area == "":
		return fmt.Errorf("has no area")
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		return fmt.Errorf("its method must be GET or POST")
	case !strings.HasPrefix(r.Pattern, "/"):
		return fmt.Errorf("its pattern must start with /")
	case stated != 1:
		return fmt.Errorf("must state exactly one of Need, Public and Own")
	case r.Need != 0 && r.Need.String() == "":
		return fmt.Errorf("needs a permission that does not exist")
	case r.Rate == 0 || r.Rate > Unlimited:
		return fmt.Errorf("states no rate class")
	case r.Rate == Interactive && r.Public != "":
		return fmt.Errorf("is public, so it has no person whose rate could count")
	case r.Cache == 0 || r.Cache > Immutable:
		return fmt.Errorf("states no cache rule")
	case r.Cache == Immutable && r.Public == "":
		return fmt.Errorf("is not public, so nobody may keep it")
	case r.Method == http.MethodGet && (r.NoKey != "" || r.AnyOrigin != ""):
		return fmt.Errorf("is a GET, which carries no key and changes nothing")
	case r.Handle == nil:
		return fmt.Errorf("has no handler")
	}
	return nil
}
