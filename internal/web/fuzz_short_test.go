//go:build !soak

package web_test

// every is how many of the hostile values a route gets: one in so many, each
// route others.
const every = 4
