// Package money holds amounts in minor units (paise, poisha) with a currency, so
// that nothing is ever rounded and rupees are never added to taka.
package money

import (
	"errors"
	"strconv"
	"strings"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
)

// An Amount is so many hundredths of a currency (ISO 4217: INR and BDT both have
// two decimals). The zero Amount has no currency and is nothing of any.
type Amount struct {
	Minor    int64  // hundredths; negative for a refund or a due
	Currency string // "INR", "BDT" or, for the zero Amount, ""
}

var symbols = map[string]string{"INR": "₹", "BDT": "৳"}

// Errors of Add, Sub and Times; both are bugs in the caller, not input.
var (
	ErrCurrency = errors.New("amounts of two currencies")
	ErrOverflow = errors.New("amount out of range")
)

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Add returns a + b, ErrCurrency or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	switch {
	case a == (Amount{}):
		return b, nil
	case b == (Amount{}):
		return a, nil
	case a.Currency != b.Currency:
		return Amount{}, ErrCurrency
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) && b.Minor != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{sum, a.Currency}, nil
}

// Neg returns -a; the one amount that has no negative is ErrOverflow.
func (a Amount) Neg() (Amount, error) {
	if a.Minor == -a.Minor && a.Minor != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{-a.Minor, a.Currency}, nil
}

// Sub returns a - b, ErrCurrency or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	n, err := b.Neg()
	if err != nil {
		return Amount{}, err
	}
	return a.Add(n)
}

// Times returns n of a, or ErrOverflow.
func (a Amount) Times(n int64) (Amount, error) {
	p := a.Minor * n
	if n != 0 && (p/n != a.Minor || n == -1 && p == a.Minor && p != 0) {
		return Amount{}, ErrOverflow
	}
	return Amount{p, a.Currency}, nil
}

// String returns the amount as it is read in South Asia, ₹1,23,456.50: grouped
// by thousand, then by lakh and crore, without .00.
func (a Amount) String() string {
	sign, n := "", uint64(a.Minor)
	if a.Minor < 0 {
		sign, n = "-", -n
	}
	symbol := symbols[a.Currency]
	if symbol == "" && a.Currency != "" {
		symbol = a.Currency + " "
	}
	s := sign + symbol + group(strconv.FormatUint(n/100, 10))
	if cents := n % 100; cents != 0 {
		s += "." + string('0'+rune(cents/10)) + string('0'+rune(cents%10))
	}
	return s
}

// group puts commas before the last three digits and every two before them.
func group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	head, tail := digits[:len(digits)-3], digits[len(digits)-3:]
	for len(head) > 2 {
		tail = head[len(head)-2:] + "," + tail
		head = head[:len(head)-2]
	}
	return head + "," + tail
}

// maxWhole is how many digits may stand before the point: 99,99,99,99,999.
const maxWhole = 11

// Parse reads an amount as people type it, in digits of any script, with or
// without commas and the currency's sign, in the given currency. Errors are
// errs.Invalid for the field "amount" with the code amount.empty, amount.form,
// amount.decimals or amount.large.
func Parse(text, currency string) (Amount, error) {
	if symbols[currency] == "" {
		return Amount{}, ErrCurrency
	}
	if len(text) > 200 {
		return Amount{}, amountError("amount.large", "This amount is too large.")
	}
	s := strings.TrimSpace(contact.LatinDigits(text))
	negative := strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "−")
	for _, prefix := range []string{symbols[currency], currency, strings.ToLower(currency), "Rs.", "Rs", "Tk.", "Tk"} {
		s = strings.TrimPrefix(s, prefix)
	}
	s = strings.TrimSuffix(strings.TrimSpace(s), "/-")
	if s == "" {
		return Amount{}, amountError("amount.empty", "Write an amount.")
	}
	whole, cents, _ := strings.Cut(s, ".")
	whole = strings.ReplaceAll(whole, ",", "")
	switch {
	case whole == "" || !isDigits(whole) || !isDigits(cents):
		return Amount{}, amountError("amount.form", "Write an amount in digits, like 500 or 1,500.50.")
	case len(cents) > 2:
		return Amount{}, amountError("amount.decimals", "An amount has at most two digits after the point.")
	case len(strings.TrimLeft(whole, "0")) > maxWhole:
		return Amount{}, amountError("amount.large", "This amount is too large.")
	}
	minor, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	if err != nil {
		return Amount{}, amountError("amount.large", "This amount is too large.")
	}
	if negative {
		minor = -minor
	}
	return Amount{minor, currency}, nil
}

func amountError(code, sentence string) error { return errs.Field("amount", code, sentence) }

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
