package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"kosh/internal/base/errs"
)

// A certificate of the development CA lives 397 days, the longest browsers accept.
const devDays = 397

// devCertificate returns the server's certificate, made at the first start: a
// certificate authority constrained to this machine's own names signs it, and
// the authority's key is thrown away, so that nobody who finds the directory
// can make another.
func (l layout) devCertificate(now time.Time) (cert tls.Certificate, caFile string, err error) {
	caFile = filepath.Join(l.tls(), "dev-ca.pem")
	certFile, keyFile := filepath.Join(l.tls(), "cert.pem"), filepath.Join(l.tls(), "key.pem")
	cert, err = tls.LoadX509KeyPair(certFile, keyFile)
	if err == nil {
		leaf, perr := x509.ParseCertificate(cert.Certificate[0])
		if perr == nil && now.Before(leaf.NotAfter.AddDate(0, 0, -7)) && now.After(leaf.NotBefore) {
			return cert, caFile, nil
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return cert, "", errs.Wrap(errs.Unavailable, fmt.Sprintf("The certificate in %s cannot be read. Delete that folder to have a new one made.", l.tls()), err)
	}
	ca, leaf, key, err := makeDevCertificate(now)
	if err != nil {
		return cert, "", err
	}
	for _, f := range []struct {
		path string
		data []byte
	}{{keyFile, key}, {certFile, append(append([]byte{}, leaf...), ca...)}, {caFile, ca}} {
		if err := os.WriteFile(f.path, f.data, 0o600); err != nil {
			return cert, "", err
		}
	}
	cert, err = tls.LoadX509KeyPair(certFile, keyFile)
	return cert, caFile, err
}

func makeDevCertificate(now time.Time) (ca, leaf, key []byte, err error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, nil, err
	}
	serial := func() *big.Int {
		n, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
		return n
	}
	from, to := now.Add(-time.Hour), now.AddDate(0, 0, devDays)
	loopback4 := &net.IPNet{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)}
	loopback6 := &net.IPNet{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)}
	authority := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Kosh development CA, this machine only"},
		NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage:                    x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{"localhost"},
		PermittedIPRanges: []*net.IPNet{loopback4, loopback6},
	}
	caDER, err := x509.CreateCertificate(rand.Reader, authority, authority, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, nil, nil, err
	}
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, nil, err
	}
	server := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Kosh on this machine"},
		NotBefore: from, NotAfter: to, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, server, authority, &leafKey.PublicKey, caKey)
	if err != nil {
		return nil, nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(leafKey)
	if err != nil {
		return nil, nil, nil, err
	}
	block := func(kind string, der []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	return block("CERTIFICATE", caDER), block("CERTIFICATE", leafDER), block("PRIVATE KEY", keyDER), nil
}

// Fingerprint returns the SHA-256 of a PEM certificate file, as browsers show it.
func Fingerprint(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return "", fmt.Errorf("%s holds no certificate", file)
	}
	sum := sha256.Sum256(block.Bytes)
	return fmt.Sprintf("%X", sum), nil
}

// tlsConfig is TLS 1.3 only. Curves are the standard library's default, which
// prefers X25519MLKEM768.
func tlsConfig(cert tls.Certificate) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2", "http/1.1"}}
}
