// Package page is what every page of the staff door shares: the route and its
// table, the request, the way into the vault, forms, answers and errors.
//
// # A route
//
// An area is a package with one list. Nothing about a route is decided
// elsewhere; one that leaves something unsaid stops the program at start.
//
//	func Routes() []page.Route {
//		return page.Table("patients",
//			page.Route{Method: "GET", Pattern: "/patients/{id}", Need: access.PatientViewBasic,
//				Rate: page.Interactive, Cache: page.NoStore, Handle: show},
//			page.Route{Method: "GET", Pattern: "/patients/new", Need: access.PatientCreate,
//				Rate: page.Interactive, Cache: page.NoStore, NoDisclosure: "an empty form", Handle: blank},
//			page.Route{Method: "POST", Pattern: "/patients", Need: access.PatientCreate,
//				Rate: page.Interactive, Cache: page.NoStore, Handle: register},
//		)
//	}
//
// # A view
//
//	func show(q *page.Request) (*page.Answer, error) {
//		id, err := page.PathID[ids.Patient](q, "id")
//		if err != nil {
//			return nil, err // the same answer as for somebody else's record
//		}
//		return q.View(func(tx *vault.Tx) (*page.Answer, error) {
//			p, err := patients.Open(tx, id)
//			if err != nil {
//				return nil, err
//			}
//			return q.Show(page.Page{Title: q.Lang.PatientsTitle(), Body: patientView(q, p)}), nil
//		})
//	}
//
// View requires the route's Need as its first act, renders the page into memory
// inside the transaction and returns when the entry in the log is durable. The
// body stands inside ui.Shell with the menu of what this person holds; a
// fragment request gets Page.Fragment alone when there is one.
//
// # A change
//
//	func register(q *page.Request) (*page.Answer, error) {
//		in := patients.Registration{Name: q.Value("name"), Phone: q.Value("phone")}
//		return q.Submit(
//			func(tx *vault.Tx) (string, error) {
//				id, err := patients.Register(tx, in)
//				return page.Did("/patients/"+id.String(), "registered"), err
//			},
//			func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
//				return q.Show(page.Page{Title: q.Lang.PatientsRegisterTitle(), Body: form(q, in, problems)}), nil
//			})
//	}
//
// Submit does the act once for each idempotency key (ui.PostForm carries it),
// stores the key with the change and redirects. An Invalid or Conflict error
// shows the form again with what was typed, as 422 or 409; other errors become
// error pages. Update is Submit without a form to show again. An act outside
// the vault (a sign-in, ending a session) does its work and returns
// q.Redirect; it needs no Need and so the route says Own or Public.
//
// Both closures may run twice and do database work only. Text about a patient
// never goes into a Title, a location or an error's sentence.
//
// # In a body
//
// Forms take q.Tokens() for ui.PostForm. q.Done() tells what the form before
// did ("registered"), for Page.Toast.
package page
