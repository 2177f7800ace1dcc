//go:build !race

package pagecrypt

const slow = 1
