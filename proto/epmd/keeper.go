package epmd

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"
)

// DefaultInterval is the time between attempts to register again, as in Erlang.
const DefaultInterval = 2 * time.Second

// KeeperConfig says what a [Keeper] keeps registered, and where.
type KeeperConfig struct {
	Node Node
	// Host is the host part of the node's name, for error texts; may be empty.
	Host string
	// Port is the epmd port; 0 means DefaultPort.
	Port int
	// Addresses is where an own server listens: see [Listen].
	Addresses []string
	// ClientOnly never serves: without an epmd the registration fails, and a lost
	// one waits for the epmd to come back.
	ClientOnly bool
	// NewServer makes the own server; nil means new(Server).
	NewServer func() *Server
	// Interval is the time between attempts; 0 means DefaultInterval.
	Interval time.Duration
	// Changed, if set, is told when the registration is lost, with the reason
	// that the next attempts fail for or nil, and when it is back.
	Changed func(registered bool, err error)
}

// Keeper keeps a node registered. It holds one registration, retries for ever once
// that is lost, and serves the port itself while nobody else does.
type Keeper struct {
	config   KeeperConfig
	client   Client
	creation uint32
	cancel   context.CancelFunc
	done     chan struct{}

	mu     sync.Mutex
	server *Server
}

// Keep registers the node and returns once that is done. If no epmd answers on the
// port it serves the port itself. The error matches [ErrNameTaken] if the name is
// in use, and carries Erlang's text then. ctx bounds only the first registration:
// the keeper lives until Close.
func Keep(ctx context.Context, config KeeperConfig) (*Keeper, error) {
	if config.Interval == 0 {
		config.Interval = DefaultInterval
	}
	if config.Port == 0 {
		config.Port = DefaultPort
	}
	k := &Keeper{config: config, client: Client{Port: config.Port}, done: make(chan struct{})}
	r, err := k.register(ctx)
	if err != nil {
		k.closeServer()
		return nil, err
	}
	k.creation = r.Creation
	running, cancel := context.WithCancel(context.Background())
	k.cancel = cancel
	go func() {
		defer close(k.done)
		k.run(running, r)
	}()
	return k, nil
}

// Creation returns the creation that the first registration gave. It stays the
// node's creation for life: later registrations give others, which are ignored as
// in Erlang.
func (k *Keeper) Creation() uint32 { return k.creation }

// Serving reports whether the epmd on the port is ours.
func (k *Keeper) Serving() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.serverAliveLocked()
}

// Close gives up the name, stops the own server if there is one, and waits for
// both. It may be called more than once.
func (k *Keeper) Close() error {
	k.cancel()
	<-k.done
	return nil
}

// run waits for the loss of the registration and gets it back, until ctx ends.
func (k *Keeper) run(ctx context.Context, r *Registration) {
	defer k.closeServer()
	for {
		select {
		case <-ctx.Done():
			r.Close()
			return
		case <-r.Lost():
		}
		if r = k.regain(ctx); r == nil {
			return
		}
	}
}

// regain tries to register every interval; nil means that ctx has ended.
func (k *Keeper) regain(ctx context.Context) *Registration {
	var last string
	k.changed(false, nil)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(k.config.Interval):
		}
		r, err := k.register(ctx)
		if err == nil {
			k.changed(true, nil)
			return r
		}
		if ctx.Err() == nil && err.Error() != last {
			last = err.Error()
			k.changed(false, err)
		}
	}
}

func (k *Keeper) changed(registered bool, err error) {
	if k.config.Changed != nil {
		k.config.Changed(registered, err)
	}
}

// register makes one registration, if need be with a server of our own. Two nodes
// that start at once may both find the port free; the one that is too late to
// serve finds the other's server next.
func (k *Keeper) register(ctx context.Context) (*Registration, error) {
	for try := 0; ; try++ {
		r, err := k.client.Register(ctx, k.config.Node)
		if !errors.Is(err, ErrNoEpmd) || k.config.ClientOnly {
			return r, k.named(err)
		}
		err = k.serve()
		if err == nil {
			continue
		}
		if !inUse(err) || try == 20 {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// named puts the host into the error about a name that is taken.
func (k *Keeper) named(err error) error {
	var taken *NameTakenError
	if errors.As(err, &taken) && k.config.Host != "" {
		return &NameTakenError{taken.Name + "@" + k.config.Host}
	}
	return err
}

// serve starts an own server in place of one that has ended, if any.
func (k *Keeper) serve() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.serverAliveLocked() {
		return errors.New("epmd: our own server does not answer")
	}
	listeners, err := Listen(k.config.Addresses, k.config.Port)
	if err != nil {
		return fmt.Errorf("serve port %d: %w", k.config.Port, err)
	}
	if k.server != nil {
		k.server.Close()
	}
	k.server = new(Server)
	if k.config.NewServer != nil {
		k.server = k.config.NewServer()
	}
	return k.server.Serve(listeners...)
}

func (k *Keeper) serverAliveLocked() bool {
	if k.server == nil {
		return false
	}
	select {
	case <-k.server.Done():
		return false
	default:
		return true
	}
}

func (k *Keeper) closeServer() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.server != nil {
		k.server.Close()
	}
}

// inUse reports whether a listen failed because somebody else has the port.
func inUse(err error) bool {
	const wsaeaddrinuse = syscall.Errno(10048) // Windows has a number of its own
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeaddrinuse)
}
