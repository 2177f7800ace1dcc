package access

import (
	"bytes"
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// A Set holds permissions as bits. It is a value: comparable, copied freely,
// never shared. The zero Set is empty.
type Set [2]uint64

// SetOf returns the set of ps; an invalid permission is left out.
func SetOf(ps ...Permission) Set { return Set{}.With(ps...) }

// Has reports whether p is in s. The zero Permission is in no set.
func (s Set) Has(p Permission) bool {
	return p.valid() && s[p>>6&1]&(1<<(p&63)) != 0
}

// With returns s and ps together.
func (s Set) With(ps ...Permission) Set {
	for _, p := range ps {
		if p.valid() {
			s[p>>6] |= 1 << (p & 63)
		}
	}
	return s
}

// Without returns s less ps.
func (s Set) Without(ps ...Permission) Set {
	for _, p := range ps {
		if p.valid() {
			s[p>>6] &^= 1 << (p & 63)
		}
	}
	return s
}

// Union returns what is in s or in t.
func (s Set) Union(t Set) Set { return Set{s[0] | t[0], s[1] | t[1]} }

// Intersect returns what is in both s and t.
func (s Set) Intersect(t Set) Set { return Set{s[0] & t[0], s[1] & t[1]} }

// Minus returns what is in s and not in t.
func (s Set) Minus(t Set) Set { return Set{s[0] &^ t[0], s[1] &^ t[1]} }

// Within reports whether everything in s is in t.
func (s Set) Within(t Set) bool { return s.Minus(t).Empty() }

// Empty reports whether s holds nothing.
func (s Set) Empty() bool { return s == Set{} }

// Len returns how many permissions s holds.
func (s Set) Len() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// List returns the permissions of s in catalogue order.
func (s Set) List() []Permission {
	ps := make([]Permission, 0, s.Len())
	for p := first; p <= last; p++ {
		if s.Has(p) {
			ps = append(ps, p)
		}
	}
	return ps
}

// Names returns the names of s, sorted.
func (s Set) Names() []string {
	names := make([]string, 0, s.Len())
	for _, p := range s.List() {
		names = append(names, p.String())
	}
	slices.Sort(names)
	return names
}

// String returns the sorted names of s, comma separated; it is what is stored
// and what the audit log shows before and after a change.
func (s Set) String() string { return strings.Join(s.Names(), ",") }

// MarshalText returns the form of String.
func (s Set) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads names separated by commas or white space in any order.
// An unknown name refuses the whole text and leaves s as it was.
func (s *Set) UnmarshalText(text []byte) error {
	var t Set
	for _, f := range bytes.FieldsFunc(text, isSeparator) {
		p, err := Parse(string(f))
		if err != nil {
			return err
		}
		t = t.With(p)
	}
	*s = t
	return nil
}

// ParseSet reads the form of String.
func ParseSet(text string) (Set, error) {
	var s Set
	if err := s.UnmarshalText([]byte(text)); err != nil {
		return Set{}, fmt.Errorf("set of permissions: %w", err)
	}
	return s, nil
}

func isSeparator(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' }
