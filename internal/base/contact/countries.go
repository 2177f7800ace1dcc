package contact

// countryCode returns the assigned country code d begins with, or "" (ITU-T
// E.164 list of assigned country codes, position of 15 December 2016 and its
// amendments). d has at least three digits.
func countryCode(d string) string {
	if d[0] == '1' || d[0] == '7' {
		return d[:1]
	}
	if twoDigit[d[:2]] {
		return d[:2]
	}
	if list := threeDigit[d[:2]]; list != "" {
		for i := range len(list) {
			if list[i] == d[2] {
				return d[:3]
			}
		}
	}
	return ""
}

var twoDigit = map[string]bool{
	"20": true, "27": true,
	"30": true, "31": true, "32": true, "33": true, "34": true, "36": true, "39": true,
	"40": true, "41": true, "43": true, "44": true, "45": true, "46": true, "47": true, "48": true, "49": true,
	"51": true, "52": true, "53": true, "54": true, "55": true, "56": true, "57": true, "58": true,
	"60": true, "61": true, "62": true, "63": true, "64": true, "65": true, "66": true,
	"81": true, "82": true, "84": true, "86": true,
	"90": true, "91": true, "92": true, "93": true, "94": true, "95": true, "98": true,
}

// threeDigit maps the first two digits to the third ones in use.
var threeDigit = map[string]string{
	"21": "12368", "22": "0123456789", "23": "0123456789", "24": "0123456789", "25": "012345678",
	"26": "0123456789", "29": "01789",
	"35": "0123456789", "37": "012345678", "38": "01235679", "42": "013",
	"50": "0123456789", "59": "0123456789",
	"67": "02345679", "68": "012356789", "69": "012",
	"80": "08", "85": "02356", "87": "08", "88": "012368",
	"96": "012345678", "97": "012345679", "99": "234568",
}
