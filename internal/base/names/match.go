package names

import "strings"

// Scores of one word, of 100.
const (
	scoreSame    = 100 // the same folded spelling
	scoreHeard   = 92  // another spelling of the same sounds
	scoreBegins  = 85  // what was typed begins the word
	scoreJoined  = 88  // two words written as one, or one as two
	scoreLike    = 75  // the same consonants and like vowels, less the distance
	scoreBeginsA = 60  // what was typed begins the word in another spelling
	scoreMissing = 30  // Mohammad or Mosammat, which the other side leaves out
)

// Match says how well a name fits what was typed: 0 not at all, 100 exactly,
// more is better. Every word typed must be found in the name, in any order; the
// last one may be unfinished. Words of the name that were not typed cost a
// little, so a shorter name comes first.
func Match(query, name string) int {
	ns := Fold(name)
	best := match(Fold(query), ns)
	if best == scoreSame {
		return best
	}
	if typed := fold(query, false); len(typed) > 0 {
		best = max(best, match(typed, ns))
	}
	if whole, ok := complete(query, name); ok {
		best = max(best, min(match(Fold(whole), ns), scoreBegins))
	}
	return best
}

// complete finishes the last word typed by the word of the name that begins with
// it in the same script: an Indic word still being typed does not fold to the
// beginning of its folded whole, for its last letter lacks its vowel.
func complete(query, name string) (string, bool) {
	qs := split(query)
	if len(qs) == 0 || ascii(qs[len(qs)-1].raw) {
		return "", false
	}
	last := &qs[len(qs)-1]
	for _, n := range split(name) {
		if n.raw != last.raw && strings.HasPrefix(n.raw, last.raw) {
			last.raw = n.raw
			var b strings.Builder
			for _, q := range qs {
				b.WriteString(q.raw + " ")
			}
			return b.String(), true
		}
	}
	return "", false
}

func match(qs, ns []string) int {
	if len(qs) == 0 || len(ns) == 0 {
		return 0
	}
	var used [maxWords]bool
	sum, n, fitting, at, penalty := 0, 0, 0, -1, 0
	for i := 0; i < len(qs); i++ {
		last := i+1 == len(qs)
		score, j := bestWord(qs[i], ns, &used, last)
		if score < scoreJoined {
			if joined, k, both := bestJoined(qs, i, ns, &used); joined > 0 {
				score, j = joined, k
				if both {
					i++
				} else {
					used[k+1] = true
				}
			}
		}
		if score == 0 {
			if optional(qs[i]) {
				sum += scoreMissing
				n++
				continue
			}
			return 0
		}
		used[j] = true
		if j < at {
			penalty += 5
		}
		at = j
		sum += score
		n++
		fitting++
	}
	if fitting == 0 {
		return 0
	}
	for j := range ns {
		if !used[j] {
			penalty += 2
		}
	}
	return max(1, sum/n-penalty)
}

func optional(w string) bool { return w == "mohammad" || w == "mosammat" }

// bestWord finds the unused word of ns that fits q best; of equals the first.
func bestWord(q string, ns []string, used *[maxWords]bool, last bool) (score, at int) {
	for j, n := range ns {
		if used[j] {
			continue
		}
		if s := wordScore(q, n, last); s > score {
			score, at = s, j
		}
	}
	return score, at
}

// bestJoined tries word i of qs with the next one as one word of ns (both), and
// alone as two neighbours of ns.
func bestJoined(qs []string, i int, ns []string, used *[maxWords]bool) (score, at int, both bool) {
	for j := range ns {
		if used[j] {
			continue
		}
		if i+1 < len(qs) && soundsSame(qs[i]+qs[i+1], ns[j]) {
			return scoreJoined, j, true
		}
		if j+1 < len(ns) && !used[j+1] && soundsSame(qs[i], ns[j]+ns[j+1]) {
			return scoreJoined, j, false
		}
	}
	return 0, 0, false
}

func soundsSame(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > 2*maxLetter || len(b) > 2*maxLetter || !ascii(a) || !ascii(b) {
		return false
	}
	var ra, rb [4 * maxLetter]byte
	return string(hear(a, ra[:0]).seq) == string(hear(b, rb[:0]).seq)
}

// wordScore compares one typed word with one word of a name; unfinished says
// that q may be the beginning of a longer word.
func wordScore(q, n string, unfinished bool) int {
	if q == n {
		return scoreSame
	}
	if strings.HasPrefix(n, q) && (unfinished || len(q) >= 3) {
		return scoreBegins
	}
	if !ascii(q) || !ascii(n) {
		return 0
	}
	var rq, rn [2 * maxLetter]byte
	sq, sn := hear(q, rq[:0]), hear(n, rn[:0])
	if string(sq.seq) == string(sn.seq) {
		return scoreHeard
	}
	whole, begins := distance(sq, sn)
	if limit := tolerance(sq.seq, sn.seq); whole <= limit {
		return scoreLike - whole/4
	}
	if unfinished && len(q) >= 3 && (begins == 0 && len(sq.seq) >= 2 || begins <= 20 && len(sq.seq) >= 4) {
		return scoreBeginsA - begins/4
	}
	return 0
}

// tolerance is the distance up to which two whole words are one name. It never
// reaches the 100 of another consonant unless the word is long and one is missing.
func tolerance(a, b []byte) int {
	na, nb := consonantCount(a), consonantCount(b)
	if na != nb {
		if min(na, nb) >= 5 {
			return 105
		}
		return 55
	}
	switch {
	case na <= 1:
		return 40
	case na <= 3:
		return 60
	}
	return 90
}

func consonantCount(seq []byte) int {
	n := 0
	for _, c := range seq {
		if c < 'a' {
			n++
		}
	}
	return n
}
