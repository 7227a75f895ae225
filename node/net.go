package node

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gex/node/sys"
	"gex/node/tlsdist"
	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/gate"
	"gex/proto/term"
)

// Times of Erlang's kernel parameters of these names.
const (
	DefaultSetupTime = 7 * time.Second  // net_setuptime
	DefaultTickTime  = 60 * time.Second // net_ticktime
)

// NetConfig says under which name a node takes part in a cluster, and how it is
// reached. Name and Cookie are what is usually set.
type NetConfig struct {
	// Name is name or name@host; see FullName. With Dynamic it is empty, or
	// the host to be known by: the first node connected to gives the name.
	Name string
	// Long tells whether names are fully qualified (-name) or short (-sname).
	Long bool
	// Dynamic: see ConnectDynamic. Such a node is hidden and does not listen.
	Dynamic bool
	// Hidden nodes are in no nodes() and outside of global.
	Hidden bool
	// Cookie is the secret towards all nodes without one of their own.
	Cookie string
	// Addresses to listen on, all of the host if empty; a host name stands for
	// all that it resolves to. Port is 0 for any. With a MaxPort above Port it is
	// the first free one of this range.
	Addresses []string
	Port      int
	MaxPort   int
	// EpmdPort and EpmdAddresses are those of the port mapper, which the node
	// serves itself where none runs. The latter are as Addresses.
	EpmdPort      int
	EpmdAddresses []string
	// EpmdRelaxed has the port mapper that the node serves end when it is told
	// to while nodes are registered (ERL_EPMD_RELAXED_COMMAND_CHECK).
	EpmdRelaxed bool
	// NoOwnEpmd does not serve it: where none runs the start fails, unless there
	// is a PeerPort.
	NoOwnEpmd bool
	// PeerPort, if not 0, is the port where all other nodes are assumed to
	// listen; the port mapper is not asked.
	PeerPort int
	// NoEpmd does without port mapper: others have to know Port, and PeerPort
	// is Port if 0. Where that is 0 too, or a range, Locate or SetAddress has to
	// say where a node listens.
	NoEpmd bool
	// Locate, if set, says where a node listens, in the forms of Target.Address;
	// "" has the port mapper of its host asked.
	Locate func(name string) (address string)
	// TLS, if set, has all connections go through TLS. Nodes with and without do
	// not reach each other.
	TLS *tlsdist.Config
	// Mesh says how the node takes part in the mesh of the cluster.
	Mesh sys.Mesh
	// AutoConnect says when what needs a connection, such as a message, makes it.
	AutoConnect AutoConnect
	// Flags are the capabilities offered, dist.Default if 0.
	Flags dist.Flag
	// SetupTime limits a handshake, TickTime is after how long without a sign
	// of life a node is down.
	SetupTime time.Duration
	TickTime  time.Duration
	// Ticks is how many times in the tick time a silent connection shows that it
	// lives (net_tickintensity), 4 if 0.
	Ticks int
	// NoListen does without a port: others cannot connect to the node, which is
	// hidden then (dist_listen).
	NoListen bool
	// MaxHandshakes limits how many handshakes of others may be under way, 128
	// if 0; see package gate for which one goes when there are more.
	MaxHandshakes int
	// Report, if set, is told in one line of each connection that was refused
	// or broken because of what the other side did; when these are very many, of
	// how many more there were. Any goroutine may call.
	Report func(err error)
}

// AutoConnect is OTP's kernel parameter dist_auto_connect.
type AutoConnect uint8

// AutoConnectAlways is the default. With AutoConnectNever connections are only
// made when somebody asks for them (Connect). With AutoConnectOnce that is so for
// nodes whose connection has ended.
const (
	AutoConnectAlways AutoConnect = iota
	AutoConnectNever
	AutoConnectOnce
)

// network is the part of a node that exists while it is alive.
type network struct {
	config    NetConfig
	listeners []net.Listener
	keeper    *epmd.Keeper
	client    epmd.Client
	gate      *gate.Gate // of handshakes of others
	ctx       context.Context
	cancel    context.CancelFunc
	wg        sync.WaitGroup
	naming    sync.Mutex   // held while a dynamic name is asked for
	strangers atomic.Int64 // see maxStrangers

	ticks tickTime

	mu        sync.Mutex
	allowed   []string // nodes to have connections with, all if empty
	cookie    string
	cookies   map[string]string // by node
	addresses map[string]string // by node, set while it is alive
}

// ErrAlive: the node has a name already.
var ErrAlive = errors.New("node is alive already")

// Start makes the node alive: it listens, registers with the port mapper and
// takes its name. ctx bounds the start alone. The errors are NameErrors,
// epmd.NameTakenError, and those of the network.
func (n *Node) Start(ctx context.Context, c NetConfig) error {
	if c.Flags == 0 {
		c.Flags = dist.Default
	}
	c.Hidden = c.Hidden || c.NoListen
	if c.Hidden || c.Dynamic {
		c.Flags &^= dist.Published
	}
	if c.SetupTime == 0 {
		c.SetupTime = DefaultSetupTime
	}
	if c.TickTime == 0 {
		c.TickTime = DefaultTickTime
	}
	if c.Ticks == 0 {
		c.Ticks = 4
	}
	if c.MaxHandshakes == 0 {
		c.MaxHandshakes = 128
	}
	c.Report = limited(c.Report)
	w := &network{config: c, cookie: c.Cookie, cookies: make(map[string]string), addresses: make(map[string]string),
		client: epmd.Client{Port: c.EpmdPort}, gate: gate.New(c.MaxHandshakes), ticks: tickTime{now: c.TickTime}}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	if n.Alive() || !n.net.CompareAndSwap(nil, w) {
		return ErrAlive
	}
	if c.Dynamic {
		return nil
	}
	name, creation, err := w.open(ctx)
	if err != nil {
		w.close()
		n.net.Store(nil)
		return err
	}
	n.SetName(term.Intern(name), creation)
	n.SetDialer(func(ctx context.Context, node term.Atom) error { return n.dial(ctx, w, node) })
	for _, l := range w.listeners {
		w.wg.Add(1)
		go func() {
			defer w.wg.Done()
			n.accept(w, l)
		}()
	}
	return nil
}

// open listens and registers.
func (w *network) open(ctx context.Context) (name string, creation uint32, err error) {
	c := &w.config
	if name, err = FullName(c.Name, c.Long); err != nil {
		return "", 0, err
	}
	if _, err = term.TryIntern(name); err != nil {
		return "", 0, &OwnNameError{NameError{name, err.Error(), ErrName}, c.Long}
	}
	if c.NoListen {
		return name, newCreation(), nil
	}
	port, err := w.listen(ctx)
	if err != nil {
		return "", 0, err
	}
	head, host, _ := strings.Cut(name, "@")
	if c.NoEpmd {
		return name, newCreation(), nil
	}
	n := epmd.NewNode(head, uint16(port))
	if c.Hidden {
		n.Type = epmd.Hidden
	}
	addresses, err := resolve(ctx, c.EpmdAddresses)
	if err != nil {
		return "", 0, err
	}
	w.keeper, err = epmd.Keep(ctx, epmd.KeeperConfig{Node: n, Host: host, Port: c.EpmdPort, Addresses: addresses, ClientOnly: c.NoOwnEpmd,
		NewServer: func() *epmd.Server {
			return &epmd.Server{Relaxed: c.EpmdRelaxed, Report: func(remote net.Addr, err error) {
				c.Report(fmt.Errorf("epmd: connection from %v closed: %w", remote, err))
			}}
		}})
	switch {
	case c.PeerPort != 0 && errors.Is(err, epmd.ErrNoEpmd):
		return name, newCreation(), nil
	case err != nil:
		return "", 0, err
	}
	return name, w.keeper.Creation(), nil
}

// newCreation makes up what the port mapper would give. Small values have a
// meaning of their own.
func newCreation() uint32 {
	var b [4]byte
	rand.Read(b[:])
	return max(binary.BigEndian.Uint32(b[:]), 4)
}

// close ends all that open began, and what came of it.
func (w *network) close() {
	w.leave()
	w.wg.Wait()
}

// begin counts a goroutine that close waits for, unless leave was called.
func (w *network) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx.Err() != nil {
		return false
	}
	w.wg.Add(1)
	return true
}

// leave stops accepting, ends handshakes and gives the name up.
func (w *network) leave() {
	w.mu.Lock()
	w.cancel()
	w.mu.Unlock()
	for _, l := range w.listeners {
		l.Close()
	}
	if w.keeper != nil {
		w.keeper.Close()
	}
}

// Stop makes the node not alive: it closes all connections and gives its name
// up (net_kernel:stop). It is false if the node was not alive by Start.
func (n *Node) Stop() bool {
	w := n.net.Load()
	if w == nil || !n.net.CompareAndSwap(w, nil) {
		return false
	}
	n.SetDialer(nil)
	n.mu.Lock()
	peers := n.peerListLocked()
	n.mu.Unlock()
	w.leave()
	for _, p := range peers {
		p.terminate()
	}
	w.close()
	n.SetName(noNode, 0)
	return true
}

// Cookie returns the cookie of the node (erlang:get_cookie/0), nocookie when it
// is not alive.
func (n *Node) Cookie() string {
	if w := n.net.Load(); w != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.cookie
	}
	return "nocookie"
}

// CookieOf returns the cookie used with another node.
func (n *Node) CookieOf(node term.Atom) string {
	if w := n.net.Load(); w != nil {
		return w.cookieOf(node.String())
	}
	return "nocookie"
}

// Cookies returns the cookies that the node knows: its own and those for
// certain nodes.
func (n *Node) Cookies() []string {
	w := n.net.Load()
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return append(slices.Collect(maps.Values(w.cookies)), w.cookie)
}

// SetCookie sets the cookie for connections with another node, or with node
// Self that for all nodes without one of their own (erlang:set_cookie/2).
// Connections that are up stay. It is false if the node is not alive.
func (n *Node) SetCookie(node term.Atom, cookie string) bool {
	w := n.net.Load()
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if node == n.Self() {
		w.cookie = cookie
	} else {
		w.cookies[node.String()] = cookie
	}
	return true
}

func (w *network) cookieOf(node string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.cookies[node]; ok {
		return c
	}
	return w.cookie
}

// LongNames tells whether the node uses long names; false when it is not alive.
func (n *Node) LongNames() bool {
	w := n.net.Load()
	return w != nil && w.config.Long
}

// Dynamic tells whether the node takes its name from the first node that it
// connects to.
func (n *Node) Dynamic() bool {
	w := n.net.Load()
	return w != nil && w.config.Dynamic
}

// assignName makes a name for a node that has none, as net_kernel does: random
// digits and letters, and the time.
func assignName(host string) (string, uint32, error) {
	if host == "" {
		return "", 0, errors.New("no host")
	}
	var b [9]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", 0, err
	}
	head := strings.ToUpper(new(big.Int).SetBytes(b[:]).Text(36))
	return fmt.Sprintf("%s@%s", head, host), newCreation(), nil
}
