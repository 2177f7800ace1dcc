//go:build soak

package web_test

// every is how many of the hostile values a route gets: all of them.
const every = 1
