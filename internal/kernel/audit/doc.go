// Package audit is the log of who did what to which record, and the proof that
// nobody changed it afterwards.
//
// # What is stored
//
// One log per clinic. An act is one Entry: who (account, staff member, name and
// role as they were), what, which records, when, where from, why, with what
// result. The entry is sealed by the caller and stored as a Leaf: a few plain
// columns to search by, the set of patients it names, and the sealed body. The
// leaf hash covers all of that and the name of the log. Leaf hashes form a
// Merkle tree (RFC 6962 §2.1, by golang.org/x/mod/sumdb/tlog); its size and root
// are signed with Ed25519 as a Checkpoint (C2SP tlog-checkpoint in a C2SP
// signed-note).
//
// # What follows
//
// Whoever holds a checkpoint can later tell whether the log still begins with
// what the checkpoint covered. An entry that was edited, in any column or in its
// body, deleted, inserted or moved gives another root, and finding another log
// with the same root means breaking SHA-256. A log cut back behind the
// checkpoint, or forked before it, cannot prove consistency with it. The patient
// index is inside the leaves, so an index row removed to hide who opened a
// record is found when leaves are hashed again from the index. None of this
// needs a key that opens anything: the verifier works on sealed bodies, offline,
// with the public key alone. So does pruning: an old entry may lose its body and
// salt and keep their hash, within what the newest checkpoint allows by its
// signature, and never before MinRetention.
//
// Against whom: anyone who can write the database, its files or an export,
// before or after; and, as far as a checkpoint was seen outside (on paper, by a
// witness, by a clinic's own device), against the holder of the signing key and
// the operator of the server too.
//
// # What it does not do
//
// It cannot show an entry that was never written: a dishonest program can leave
// one out. Changes after the newest checkpoint seen outside can be hidden by the
// holder of the signing key. The columns of a leaf are readable to whoever reads
// the store; what must not be is in the body.
//
// # The verifier
//
// verify.go and verify_read.go are written against the storing side: they compute
// every hash again, keep their own tree, believe no stored hash, and share with
// the rest of the package only the rules of hashing and the reading of a signed
// checkpoint; report.go puts their findings into words. A hash that the store
// kept beside an entry (Leaf.Kept) accepts nothing: it serves to name the entry
// that does not match it, once a signed root vouches for what was kept.
package audit
