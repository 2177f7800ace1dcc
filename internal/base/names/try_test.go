package names
import ("testing";"os";"strings";"fmt")
func share(a, b string) bool {
	ta, tb := Tokens(a), Tokens(b)
	na, nb := len(Fold(a)), len(Fold(b))
	if na != nb { return false }
	ok := make([]bool, na)
	for _, x := range ta { for _, y := range tb { if x == y { ok[x.Word]=true } } }
	for _, o := range ok { if !o { return false } }
	return true
}
func TestTry(t *testing.T) {
	b,_ := os.ReadFile("testdata/pairs.tsv")
	n, s, m := 0,0,0
	for l := range strings.Lines(string(b)) {
		x, y, _ := strings.Cut(strings.TrimSpace(l), "\t")
		n++
		sh := share(x,y); m1, m2 := Match(x,y), Match(y,x)
		if sh {s++}; if m1>0&&m2>0 {m++}
		if !sh || m1==0||m2==0 { fmt.Println(sh,m1,m2,x,"|",y,Fold(x),Fold(y)) }
	}
	fmt.Println("PAIRS",n,s,m)
	b,_ = os.ReadFile("testdata/negatives.tsv")
	n, m = 0,0
	for l := range strings.Lines(string(b)) {
		x, y, _ := strings.Cut(strings.TrimSpace(l), "\t")
		n++
		if m1, m2 := Match(x,y), Match(y,x); m1>0||m2>0 { m++; fmt.Println("NEG",m1,m2,x,y,Fold(x),Fold(y)) }
	}
	fmt.Println("NEGS",n,m)
}
