package money

import (
	"errors"
	"math"
	"strings"
	"testing"

	"kosh/internal/base/errs"
)

func TestAnAmountIsReadAndShownInLakhs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, currency string
		minor           int64
		shown           string
	}{
		{"500", "INR", 500_00, "₹500"},
		{"1,500.50", "INR", 1500_50, "₹1,500.50"},
		{"1,23,456.5", "BDT", 123456_50, "৳1,23,456.50"},
		{"123456789", "BDT", 123456789_00, "৳12,34,56,789"},
		{"৳ ১,২০০", "BDT", 1200_00, "৳1,200"},
		{"₹१२००.०५", "INR", 1200_05, "₹1,200.05"},
		{"Rs. 700/-", "INR", 700_00, "₹700"},
		{"Tk 700", "BDT", 700_00, "৳700"},
		{"0", "INR", 0, "₹0"},
		{"-250.05", "INR", -250_05, "-₹250.05"},
		{"000000000000001", "INR", 100, "₹1"},
		{"5.", "INR", 500, "₹5"},
		{"99999999999.99", "INR", 99999999999_99, "₹99,99,99,99,999.99"},
	} {
		got, err := Parse(c.typed, c.currency)
		if err != nil || got != (Amount{c.minor, c.currency}) || got.String() != c.shown {
			t.Errorf("Parse(%q) = %d, %s, %v", c.typed, got.Minor, got, err)
		}
		if again, err := Parse(got.String(), c.currency); err != nil || again != got {
			t.Errorf("%s reads as %v, %v", got, again, err)
		}
	}
	if got := (Amount{math.MinInt64, "INR"}).String(); got != "-₹92,23,37,20,36,85,47,758.08" {
		t.Error(got)
	}
	if got := (Amount{12345, "USD"}).String(); got != "USD 123.45" {
		t.Error(got)
	}
}

func TestAnImpossibleAmountIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	for typed, code := range map[string]string{
		"": "amount.empty", "₹": "amount.empty", "five": "amount.form", "1.2.3": "amount.form", ".5": "amount.form",
		"1e9": "amount.form", "--5": "amount.form", "1.234": "amount.decimals", "100000000000": "amount.large",
		strings.Repeat("9", 500): "amount.large",
	} {
		_, err := Parse(typed, "INR")
		if f := errs.Fields(err); len(f) != 1 || f[0].Field != "amount" || f[0].Code != code {
			t.Errorf("Parse(%.20q) = %v, want %s", typed, err, code)
		}
	}
	if _, err := Parse("5", "XYZ"); !errors.Is(err, ErrCurrency) {
		t.Error(err)
	}
}

func TestSumsAreCheckedForRangeAndCurrency(t *testing.T) {
	t.Parallel()
	inr := func(n int64) Amount { return Amount{n, "INR"} }
	for _, c := range []struct {
		a, b, want Amount
		err        error
	}{
		{inr(1), inr(2), inr(3), nil},
		{inr(5), inr(-5), inr(0), nil},
		{inr(7), inr(0), inr(7), nil},
		{Amount{}, inr(2), inr(2), nil},
		{inr(2), Amount{}, inr(2), nil},
		{inr(1), Amount{1, "BDT"}, Amount{}, ErrCurrency},
		{inr(math.MaxInt64), inr(1), Amount{}, ErrOverflow},
		{inr(math.MinInt64), inr(-1), Amount{}, ErrOverflow},
		{inr(math.MaxInt64), inr(math.MinInt64), inr(-1), nil},
	} {
		if got, err := c.a.Add(c.b); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%v + %v = %v, %v", c.a, c.b, got, err)
		}
	}
	if got, err := inr(5).Sub(inr(7)); err != nil || got != inr(-2) {
		t.Error(got, err)
	}
	if _, err := inr(0).Sub(inr(math.MinInt64)); !errors.Is(err, ErrOverflow) {
		t.Error(err)
	}
	for _, c := range []struct {
		a, n int64
		ok   bool
	}{{3, 4, true}, {0, 9, true}, {9, 0, true}, {-3, 4, true}, {math.MaxInt64, 2, false}, {math.MinInt64, -1, false}, {math.MaxInt64, -1, true}} {
		if got, err := inr(c.a).Times(c.n); (err == nil) != c.ok || c.ok && got.Minor != c.a*c.n {
			t.Errorf("%d × %d = %v, %v", c.a, c.n, got, err)
		}
	}
}
