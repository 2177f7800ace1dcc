package names

// distance returns the weighted edit distance of two sounds, a consonant's
// change costing 100, and that of a to the nearest beginning of b.
func distance(a, b sound) (whole, begins int) {
	var room [2][2*maxLetter + 1]int
	prev, cur := room[0][:len(b.seq)+1], room[1][:len(b.seq)+1]
	for j := 1; j <= len(b.seq); j++ {
		prev[j] = prev[j-1] + removal(b, j-1, a)
	}
	for i := 1; i <= len(a.seq); i++ {
		cur[0] = prev[0] + removal(a, i-1, b)
		for j := 1; j <= len(b.seq); j++ {
			cur[j] = min(
				prev[j-1]+change(a.seq[i-1], b.seq[j-1], i == 1 && j == 1),
				prev[j]+removal(a, i-1, b),
				cur[j-1]+removal(b, j-1, a),
			)
		}
		prev, cur = cur, prev
	}
	begins = prev[0]
	for _, d := range prev {
		begins = min(begins, d)
	}
	return prev[len(b.seq)], begins
}

// removal is the cost of a sound that the other word has not.
func removal(s sound, i int, other sound) int {
	c := s.seq[i]
	switch {
	case c == 'H':
		return 45
	case c < 'a':
		return 100
	case i == 0:
		return 70
	case i == len(s.seq)-1 && s.soft && other.shut: // Datta, Dutt
		return 25
	case i == len(s.seq)-1 && c == 'e': // Ghose, Ghosh
		return 40
	case i == len(s.seq)-1: // Salim, Salima
		return 120
	case c == 'a': // may be the unwritten one
		return 25
	}
	return 45
}

// change is the cost of one sound standing for another, more for a first vowel.
func change(x, y byte, first bool) int {
	if x == y {
		return 0
	}
	if (x < 'a') != (y < 'a') {
		return 150
	}
	if x > y {
		x, y = y, x
	}
	cost := 100
	for _, n := range near {
		if n.x == x && n.y == y {
			cost = n.cost
			break
		}
	}
	if first && x == 'a' {
		cost += 25
	}
	return cost
}

// near lists the sounds that spellings swap, in alphabetical pairs.
var near = [...]struct {
	x, y byte
	cost int
}{
	{'a', 'o', 20}, {'e', 'i', 20}, {'o', 'u', 20}, {'a', 'u', 35}, {'a', 'e', 45},
	{'C', 'S', 50}, {'F', 'P', 50}, {'J', 'S', 60}, {'G', 'J', 60}, {'D', 'T', 60}, {'D', 'R', 60},
	{'B', 'P', 70}, {'G', 'K', 60}, {'M', 'N', 70}, {'D', 'J', 60},
}
