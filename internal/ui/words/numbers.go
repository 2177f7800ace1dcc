package words

import (
	"strconv"
	"strings"
)

const bengaliZero = '০'

// Digits writes the Latin digits of s in the language's own: Bengali digits in
// Bangla; Hindi keeps Latin ones, as Indian clinics write them. For sentences;
// record numbers, doses and phone numbers stay as they are.
func (l Lang) Digits(s string) string {
	if l != BN {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return bengaliZero + r - '0'
		}
		return r
	}, s)
}

// Int writes n with lakh grouping (12,34,567), in the language's digits.
func (l Lang) Int(n int) string { return l.Digits(Group(int64(n))) }

// Group writes n in Latin digits with lakh grouping: the last three digits,
// then twos. All three languages of the interface group so in South Asia.
func Group(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	head, tail := s[:len(s)-3], s[len(s)-3:]
	for len(head) > 2 {
		tail = head[len(head)-2:] + "," + tail
		head = head[:len(head)-2]
	}
	return sign + head + "," + tail
}
