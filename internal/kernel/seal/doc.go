// Package seal keeps what is written about people unreadable without their
// keys, and unmovable with them.
//
// # Keys
//
// Four levels, each random but the last. A Root (a file, a passphrase, an HSM)
// wraps key-encryption keys and nothing else. A key-encryption key (KEK) belongs
// to one clinic and wraps data keys. A data key (DEK, here a Key) belongs to one
// patient, or to one purpose of a clinic. Sub-keys are derived from a data key
// with HKDF-SHA-256 (RFC 5869), one per use, so that no two algorithms share key
// material. Data keys are random, never derived from the KEK: destroying the one
// wrapped copy destroys the data, in every backup (crypto-shredding).
//
// # Sealed values
//
// A sealed value is
//
//	0x01 | key id 8 | nonce 12 | ciphertext | tag 16
//
// AES-256-GCM (NIST SP 800-38D) with a random nonce drawn inside the standard
// library's module. The associated data is the domain, the nine header bytes,
// and the whole Place: tenant, patient, row version, table, column and row, the
// variable parts length-prefixed, so that two places never give the same bytes.
// It follows that a value copied to another row, patient, column, table or
// tenant, or put back from an older version of its row, does not open.
//
// Against whom: a reader of the disk, a backup, a dump of the database or its
// wire, and a writer to any of them. What they learn of a sealed value is its
// length and its key id. What they can do is destroy it, which is noticed.
//
// Keys are looked up by the id in the header, never tried one after the other.
// GCM does not commit to its key; a key does, by its Commitment, which is stored
// beside the wrapped key and checked when it is unwrapped, so one ciphertext
// cannot be made to open under two keys that both pass for genuine.
//
// # Limits
//
// Random nonces allow 2^32 seals under one key at a collision risk of 2^-33
// (SP 800-38D §8.3). A patient's key sees thousands. A key of a clinic-wide
// purpose is counted by the key store and replaced at 2^31. Ids of patient keys
// have the top bit clear and are numbered per tenant; ids of purpose keys have
// it set; numbering is the key store's.
//
// # The blind index
//
// An Index turns normalised text into HMAC-SHA-256 tokens by which a sealed
// value can be found. Equal text gives equal tokens: a reader of the tokens
// learns lengths of lists and frequencies, not text. Frequent tokens are cut to
// few bits (Bits) so that several texts share one. An attacker who holds the
// index key can test guesses; it lies in the key store with the data keys.
//
// # What it does not do
//
// It does not hide sizes, counts or times; it does not stop a program that runs
// inside the process; it does not hold back a whole older database together with
// its older keys (the audit log's checkpoints do). Zeroing keys is best effort:
// the runtime may have copied them.
package seal
