// Package pagecrypt authenticates and encrypts vault files under SQLite.
package pagecrypt
