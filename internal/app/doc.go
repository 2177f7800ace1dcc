// Package app builds the house and runs it: it opens the stores in their order,
// hands each room what it needs, and serves the doors until it is told to stop.
// It is the only place where rooms of different floors are put together.
package app
