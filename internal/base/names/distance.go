package names

// distance returns the weighted edit distance of two sounds, a consonant's
// change costing 100, and that of a to the nearest beginning of b.
func distance(a, b sound) (whole, begins int) {
	var room [2][2*maxLetter + 1]int
	prev, cur := room[0][:len(b.seq)+1], room[1][:len(b.seq)+1]
	for j := 1; j <= len(b.seq); j++ {
		prev[j] = prev[j-1] + removal(b, j-1)
	}
	for i := 1; i <= len(a.seq); i++ {
		cur[0] = prev[0] + removal(a, i-1)
		for j := 1; j <= len(b.seq); j++ {
			cur[j] = min(
				prev[j-1]+change(a.seq[i-1], b.seq[j-1]),
				prev[j]+removal(a, i-1),
				cur[j-1]+removal(b, j-1),
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
func removal(s sound, i int) int {
	c := s.seq[i]
	switch {
	case c == 'H':
		return 45
	case c < 'a':
		return 100
	case i == 0:
		return 70
	case i == len(s.seq)-1 && s.soft:
		return 25
	case i == len(s.seq)-1: // Salim, Salima
		return 80
	case c == 'a':
		return 20
	}
	return 35
}

// change is the cost of one sound standing for another.
func change(x, y byte) int {
	if x == y {
		return 0
	}
	if (x < 'a') != (y < 'a') {
		return 150
	}
	if x > y {
		x, y = y, x
	}
	if cost, ok := near[[2]byte{x, y}]; ok {
		return cost
	}
	if x < 'a' {
		return 100
	}
	return 60
}

// near lists the sounds that spellings swap, in alphabetical pairs.
var near = map[[2]byte]int{
	{'a', 'e'}: 40, {'a', 'i'}: 55, {'a', 'o'}: 20, {'a', 'u'}: 35, {'e', 'i'}: 20, {'o', 'u'}: 20,
	{'C', 'S'}: 50, {'J', 'S'}: 60, {'G', 'J'}: 60, {'D', 'T'}: 60, {'D', 'R'}: 60, {'B', 'P'}: 70,
	{'F', 'P'}: 50, {'G', 'K'}: 60, {'M', 'N'}: 60, {'D', 'J'}: 60,
}
