//go:build browser

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	. "github.com/chromedp/chromedp"

	"kosh/internal/base/clock"
	"kosh/internal/demo"
)

// signIn types name, password and code, as a person does in the morning.
func (st *stage) signIn(b *tab, who string) {
	b.t.Helper()
	u := st.users[who]
	b.open("/sign-in")
	b.fill("#f-login", u.Login)
	b.fill("#f-password", u.Password)
	b.submit("#f-password")
	if u.TOTP != "" {
		b.until("the code", "document.querySelector('#f-code')")
		code, err := demo.Code(u, clock.Wall{}.Now())
		if err != nil {
			b.t.Fatal(err)
		}
		b.fill("#f-code", code)
		b.submit("#f-code")
	}
	b.until("the first page", "location.pathname === '/patients'")
}

// TestATN_01_AReceptionistsMorning: sign in, find, register with the keyboard in
// at most 35 keys, open, reveal with a reason.
func TestATN_01_AReceptionistsMorning(t *testing.T) {
	st := newStage(t, 40)
	b := st.tab(t)
	st.signIn(b, "ruma")

	// A new number: nobody, and the form already holds it.
	b.do(KeyEvent("/"))
	b.until("the find box has the focus", "document.activeElement && document.activeElement.name === 'q'")
	phone := "01712345678"
	b.typed(phone)
	b.until("the form took the phone over", fmt.Sprintf("document.querySelector('#f-phone') && document.querySelector('#f-phone').value.replace(/\\D/g,'').endsWith(%q)", phone[3:]))
	keys := len("/") + len(phone)
	b.do(Focus("#f-name"))
	b.typed("Amina K")
	b.typed("\t34\t ")
	keys += len("Amina K") + len("\t34\t ") + 1
	b.leave(func() { b.typed("\r") })
	keys++
	b.until("the new patient", "/^\\/patients\\/0/.test(location.pathname)")
	b.sees("Amina K")
	b.sees("01*******78")
	b.seesNot(phone)
	if keys > 35 {
		t.Errorf("registering took %d keys", keys)
	}
	t.Logf("registering took %d keys", keys)

	// Found again by the last digits and by name in another script.
	for _, q := range []string{"5678", "আমিনা"} {
		b.open("/patients")
		b.do(KeyEvent("/"))
		b.typed(q)
		b.until("a hit for "+q, "[...document.querySelectorAll('#found a')].some(a => a.innerText.includes('Amina K'))")
	}
	b.press("#found a")
	b.sees("Amina K")

	// The whole number, for a reason.
	b.do(Evaluate[Void]("void document.querySelector(\"form[action$='/reveal']\").closest('details')?.setAttribute('open','')"))
	js[bool](b, `(() => { const f = document.querySelector("form[action$='/reveal']");
		const r = f.querySelector("[name='why'][value='call']"); if (r && r.type === "radio") r.click();
		const s = f.querySelector("select[name='why']"); if (s) s.value = "call";
		(r && r.type === "submit" ? r : f.querySelector("button[type=submit], button")).click(); return true })()`)
	b.until("the number in full", "document.body.innerText.replace(/[\\s-]/g, '').includes('1712345678')")
	if strings.Contains(js[string](b, "location.href"), "1712345678") {
		t.Error("the number stands in the address")
	}
	b.open(b.path())
	b.seesNot("12345678")
}

// TestSES_13_ALeaverIsOutAtOnce: the owner deactivates a colleague, whose open
// browser loses access with the next request.
func TestSES_13_ALeaverIsOutAtOnce(t *testing.T) {
	st := newStage(t, 20)
	owner, nurse := st.tab(t), st.tab(t)
	st.signIn(owner, "farhana")
	st.signIn(nurse, "shanti")
	nurse.open("/patients")
	nurse.until("patients", "document.querySelector(\"a[href^='/patients/0']\")")

	owner.open("/staff")
	owner.leave(func() {
		js[bool](owner, `(() => { [...document.querySelectorAll("a")].find(a => a.innerText.includes("Shanti Roy")).click(); return true })()`)
	})
	owner.sees("Shanti Roy")
	owner.press("a[href$='/deactivate']")
	owner.leave(func() {
		js[bool](owner, `(() => { const f = document.querySelector("form[action$='/deactivate']");
			const d = f.closest("details"); if (d) d.open = true;
			for (const c of f.querySelectorAll("input[type=checkbox]")) c.checked = true;
			const s = f.querySelector("select"); if (s) s.selectedIndex = s.options.length - 1;
			f.requestSubmit(); return true })()`)
	})
	at := time.Now()
	nurse.open("/patients")
	if took := time.Since(at); took > 5*time.Second {
		t.Errorf("the answer took %v", took)
	}
	if js[bool](nurse, "!!document.querySelector(\"a[href^='/patients/0']\")") {
		t.Fatalf("the leaver still sees patients:\n%s", nurse.text())
	}
	nurse.until("the way in", "true")
	nurse.open("/patients")
	nurse.until("the sign-in page, the session being over", "location.pathname === '/sign-in' || !document.querySelector(\"a[href^='/patients/0']\")")
}

// TestSES_02_LockAndUnlockKeepTheText: Ctrl+L in the middle of a form, the lock
// page shows nothing, and after unlocking the text is there.
func TestSES_02_LockAndUnlockKeepTheText(t *testing.T) {
	st := newStage(t, 10)
	b := st.tab(t)
	st.signIn(b, "ruma")
	b.open("/patients/new")
	b.fill("#f-name", "Half Typed")
	b.fill("#f-phone", "01799887766")
	b.leave(func() {
		js[bool](b, `document.dispatchEvent(new KeyboardEvent("keydown", {key: "l", code: "KeyL", ctrlKey: true, bubbles: true, cancelable: true}))`)
	})
	b.until("the lock page", "location.pathname === '/lock'")
	b.seesNot("Half Typed")
	b.open("/patients")
	b.until("still locked", "location.pathname === '/lock'")
	b.seesNot("Registered or changed lately")
	b.shoot("lock.desktop.light.en")
	b.fill("#f-password", st.users["ruma"].Password)
	b.submit("#f-password")
	b.until("unlocked", "location.pathname !== '/lock' && location.pathname !== '/unlock'")
	b.open("/patients/new")
	if got := js[string](b, "document.querySelector('#f-name').value"); got != "Half Typed" {
		t.Fatalf("the name is %q after unlocking", got)
	}
}

// TestSES_10_NothingIsLeftAfterSigningOut: the back button shows no patient, and
// the browser keeps nothing.
func TestSES_10_NothingIsLeftAfterSigningOut(t *testing.T) {
	st := newStage(t, 10)
	b := st.tab(t)
	st.enter(b, "ruma")
	b.open("/patients")
	b.until("patients", "document.querySelector(\"a[href^='/patients/0']\")")
	name := js[string](b, "document.querySelector(\"a[href^='/patients/0']\").innerText.trim()")
	b.press("a[href^='/patients/0']")
	b.sees(name)
	b.leave(func() {
		js[bool](b, `(() => { document.querySelector("form[action='/sign-out']").requestSubmit(); return true })()`)
	})
	b.until("signed out", "location.pathname === '/sign-in'")
	b.do(NavigateBack())
	time.Sleep(300 * time.Millisecond)
	b.seesNot(name)
	stored := js[int](b, "localStorage.length + sessionStorage.length")
	dbs := js[int](b, "indexedDB.databases().then(d => d.length)")
	caches := js[int](b, "caches.keys().then(k => k.length)")
	if stored+dbs+caches != 0 {
		t.Errorf("the browser keeps %d items, %d databases, %d caches", stored, dbs, caches)
	}
}
