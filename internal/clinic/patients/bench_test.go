package patients_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"kosh/internal/clinic/patients"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

var (
	givenNames = []string{"Rahima", "Karim", "Abdul", "Sunita", "Anup", "Swapna", "Farhana", "Rohit", "Priya", "Tanvir", "Nusrat", "Amit", "Shabnam",
		"Jahanara", "Bikash", "Moushumi", "Imran", "Rupa", "Zahid", "Lakshmi", "Habib", "Suresh", "Gita", "Kamal", "Ayesha", "Rakesh", "Pallavi", "Nazma",
		"Subrata", "Mizan", "Kaveri", "Hasina", "Ritu", "Omar", "Uma", "Vikram", "Yasmin", "Dipak", "Chandra", "Eshan"}
	familyNames = []string{"Khatun", "Rahman", "Das", "Sharma", "Chowdhury", "Islam", "Begum", "Roy", "Hossain", "Sarkar", "Singh", "Gupta", "Akter",
		"Mondal", "Ahmed", "Ghosh", "Khan", "Pal", "Biswas", "Mukherjee", "Uddin", "Verma", "Saha", "Miah", "Banerjee"}
)

func invented(n int) patients.Form {
	name := givenNames[n*7%len(givenNames)] + " " + familyNames[n*11%len(familyNames)]
	if n%5 == 0 {
		name = "Mohammad " + name
	}
	return patients.Form{Name: name, Phone: fmt.Sprintf("9%09d", 800000000+n*7919), Age: fmt.Sprint(18 + n%70), Sex: "female", Confirmed: true}
}

func populated(b testing.TB, n int) *testkit.Kit {
	k := testkit.New(b)
	who := k.Who("owner", k.Clinics[0], 0)
	for i := 0; i < n; {
		k.Do(who, func(tx *vault.Tx) error {
			for range min(500, n-i) {
				if _, err := patients.Register(tx, invented(i)); err != nil {
					return err
				}
				i++
			}
			return nil
		})
	}
	return k
}

func BenchmarkFind(b *testing.B) {
	k := populated(b, 11_000)
	who := k.Who("receptionist", k.Clinics[0], 0)
	for _, q := range []string{"", "rah", "rahima", "rohima khatoon", "mohammad", "mohammad karim", "swapna", "zahid bis", "4507", "800102947", "nobodyhere"} {
		b.Run("q="+q, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				k.See(who, func(tx *vault.Tx) error {
					f, err := patients.Find(tx, patients.Query{Text: q, Limit: 20})
					rows = len(f.Rows)
					return err
				})
			}
			b.ReportMetric(float64(rows), "rows")
		})
	}
}

// cpu returns the processor time of this process so far: what a busy machine
// does not change.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkFindOnly is BenchmarkFind without the commit of the entry.
func BenchmarkFindOnly(b *testing.B) {
	k := populated(b, 11_000)
	who := k.Who("receptionist", k.Clinics[0], 0)
	for _, q := range []string{"", "rah", "rahima", "rohima khatoon", "mohammad karim", "swapna", "zahid bis", "4507"} {
		b.Run("q="+q, func(b *testing.B) {
			k.See(who, func(tx *vault.Tx) error {
				before := cpu()
				defer func() { b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-µs/op") }()
				for b.Loop() {
					if _, err := patients.Find(tx, patients.Query{Text: q, Limit: 20}); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}

func BenchmarkRegister(b *testing.B) {
	k := populated(b, 2_000)
	who := k.Who("receptionist", k.Clinics[0], 0)
	n := 5_000
	for b.Loop() {
		n++
		k.Do(who, func(tx *vault.Tx) error {
			f := invented(n)
			f.Confirmed = n%2 == 0
			_, err := patients.Register(tx, f)
			if err == patients.ErrDuplicate {
				f.Confirmed = true
				_, err = patients.Register(tx, f)
			}
			return err
		})
	}
}
