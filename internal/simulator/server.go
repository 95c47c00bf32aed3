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

// closeGrace is how long Close lets calls under way come to their end. It is
// short, since a call that a fault has hung would never do so.
const closeGrace = 500 * time.Millisecond

// Server is a simulator that listens.
type Server struct {
	http *http.Server
	root string
	done chan struct{}
}

// Listen serves the simulator on a TCP address such as "127.0.0.1:0". Where
// the address has no host, or is empty, it is on the loopback interface.
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
		root: "http://" + reachable(listener.Addr()),
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

// reachable turns the address of a listener on all interfaces into one that
// can be called.
func reachable(addr net.Addr) string {
	listening, err := netip.ParseAddrPort(addr.String())
	if err != nil || !listening.Addr().IsUnspecified() {
		return addr.String()
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), listening.Port()).String()
}

// URL returns the root, such as "http://127.0.0.1:43211".
func (srv *Server) URL() string { return srv.root }

// BaseURL returns the base URL of v2, such as "http://127.0.0.1:43211/payout".
// With /v1 behind it, it is that of v1.
func (srv *Server) BaseURL() string { return srv.root + "/payout" }

// Close stops listening, lets calls under way finish for half a second, and
// then breaks the connections that are left.
func (srv *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
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

// ConnState counts connections. [Simulator.Listen] sets it by itself; a test
// with a server of its own sets it as that server's ConnState.
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

// Connections returns how many connections were opened so far, and how many
// were open at once at most.
func (s *Simulator) Connections() (total, peak int) {
	s.conns.mu.Lock()
	defer s.conns.mu.Unlock()
	return s.conns.total, s.conns.peak
}
