package payouts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
)

// lockedText is what several connections heard.
type lockedText struct {
	lock sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.String()
}

// heardConn keeps what is read from a connection.
type heardConn struct {
	net.Conn
	heard io.Writer
}

func (c heardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	_, _ = c.heard.Write(p[:n])
	return n, err
}

// startRaw serves each connection with a function, and returns the address.
func startRaw(t *testing.T, heard io.Writer, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				if serve != nil {
					serve(heardConn{conn, heard})
				}
			})
		}
	})
	t.Cleanup(running.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

func say(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// sayAfter sends one text after each thing that it hears.
func sayAfter(texts ...string) func(net.Conn) {
	return func(c net.Conn) {
		for _, text := range texts {
			if _, err := c.Read(make([]byte, 4<<10)); err != nil {
				return
			}
			_, _ = io.WriteString(c, text)
		}
	}
}

func readConnect(c net.Conn) { _, _ = c.Read(make([]byte, 4<<10)) }

func proxyAnswers(status int) func(net.Conn) {
	return func(c net.Conn) {
		readConnect(c)
		length := "Content-Length: 0\r\n"
		if status == http.StatusOK {
			length = ""
		}
		_, _ = fmt.Fprintf(c, "HTTP/1.1 %d Whatever for cfsk_secret\r\nProxy-Authenticate: Basic realm=\"corp\"\r\n%s\r\n", status, length)
	}
}

func serveTLS(issuer *authority.Authority, change func(*x509.Certificate)) func(net.Conn) {
	certificate := issuer.Issue(change)
	return func(c net.Conn) {
		_ = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{certificate}}).Handshake()
	}
}

func failDial(cause error) func(context.Context, string, string) (net.Conn, error) {
	return func(_ context.Context, network, _ string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Err: cause}
	}
}

func answerCode(code dnsmessage.RCode) func(dnsmessage.Question) (dnsmessage.RCode, error) {
	return func(dnsmessage.Question) (dnsmessage.RCode, error) { return code, nil }
}

func failDNS(err error) func(dnsmessage.Question) (dnsmessage.RCode, error) {
	return func(dnsmessage.Question) (dnsmessage.RCode, error) { return 0, err }
}

// stubResolver asks a name server in memory.
func stubResolver(server func(dnsmessage.Question) (dnsmessage.RCode, error), addresses ...[4]byte) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		if _, err := server(dnsmessage.Question{}); err != nil {
			return nil, err
		}
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			answerDNS(far, server, addresses)
		}()
		return near, nil
	}}
}

// answerDNS answers one question in the form of DNS over TCP.
func answerDNS(c net.Conn, server func(dnsmessage.Question) (dnsmessage.RCode, error), addresses [][4]byte) {
	size := make([]byte, 2)
	if _, err := io.ReadFull(c, size); err != nil {
		return
	}
	packed := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(c, packed); err != nil {
		return
	}
	var asked dnsmessage.Message
	if asked.Unpack(packed) != nil || len(asked.Questions) != 1 {
		return
	}
	question := asked.Questions[0]
	code, _ := server(question)
	answer := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: asked.ID, Response: true, RecursionAvailable: true, RCode: code},
		Questions: asked.Questions,
	}
	if question.Type == dnsmessage.TypeA {
		for _, address := range addresses {
			answer.Answers = append(answer.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 1},
				Body:   &dnsmessage.AResource{A: address},
			})
		}
	}
	reply, err := answer.Pack()
	if err != nil {
		return
	}
	_, _ = c.Write(append([]byte{byte(len(reply) >> 8), byte(len(reply))}, reply...))
}
