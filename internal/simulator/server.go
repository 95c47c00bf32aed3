package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// closeTimeout is how long Close waits for calls to end. It is short, since a call that a fault hangs never ends.
const closeTimeout = 500 * time.Millisecond

// Server is a simulator that listens.
type Server struct {
	http *http.Server
	root string
	done chan struct{}
}

// Listen serves the simulator on a TCP address such as "127.0.0.1:0". If the address is empty or has no host, it uses
// the loopback interface. On any other, the names and addresses by which it is called must be in AllowedHosts of its
// [Options].
func (s *Simulator) Listen(addr string) (*Server, error) {
	if addr == "" {
		addr = ":0"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}

	srv := &Server{
		http: &http.Server{
			Handler:           s,
			ConnState:         s.ConnState,
			ReadHeaderTimeout: 10 * time.Second,
			ErrorLog:          slog.NewLogLogger(s.options.Logger.Handler(), slog.LevelDebug),
		},
		root: "http://" + callableAddress(listener.Addr()),
		done: make(chan struct{}),
	}
	go func() {
		defer close(srv.done)
		if err := srv.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.options.Logger.Error("serve", "error", err)
		}
	}()
	return srv, nil
}

// callableAddress returns the address of a listener, with the loopback address if it listens on all interfaces.
func callableAddress(addr net.Addr) string {
	listening, err := netip.ParseAddrPort(addr.String())
	if err != nil || !listening.Addr().IsUnspecified() {
		return addr.String()
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), listening.Port()).String()
}

// URL returns the root, such as "http://127.0.0.1:43211".
func (srv *Server) URL() string { return srv.root }

// BaseURL returns the base URL of v2, such as "http://127.0.0.1:43211/payout". That of v1 has /v1 after it.
func (srv *Server) BaseURL() string { return srv.root + "/payout" }

// Close stops listening, waits half a second for calls to end, and then closes the connections that are left.
func (srv *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	err := srv.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.http.Close()
	}
	<-srv.done
	return err
}

type connections struct {
	mu    sync.Mutex
	open  map[net.Conn]bool
	total int
	peak  int
}

// ConnState counts connections. [Simulator.Listen] sets it; a test with a server of its own sets it as that server's
// ConnState.
func (s *Simulator) ConnState(conn net.Conn, state http.ConnState) {
	k := &s.conns
	k.mu.Lock()
	defer k.mu.Unlock()
	switch state {
	case http.StateNew:
		if k.open == nil {
			k.open = map[net.Conn]bool{}
		}
		k.open[conn] = true
		k.total++
		k.peak = max(k.peak, len(k.open))
	case http.StateClosed, http.StateHijacked:
		delete(k.open, conn)
	}
}

// Connections returns how many connections were opened so far, and the largest number that were open at once.
func (s *Simulator) Connections() (total, peak int) {
	s.conns.mu.Lock()
	defer s.conns.mu.Unlock()
	return s.conns.total, s.conns.peak
}
