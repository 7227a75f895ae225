package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"gex/cookie"
	"gex/node"
	"gex/proto/epmd"
	"gex/proto/term"
	"gex/repl/lang/diag"
)

// checkup walks the way to another node, step by step, up to the first that
// fails.
type checkup struct {
	*report
	options *options
	getenv  func(string) string
	home    string
	limit   time.Duration // of each step

	node    *node.Node
	name    string // of the target: name@host
	host    string // its host
	mapper  string // the host whose port mapper is asked, "" for none
	address string // where the node listens, "" before that is known
	peer    term.Atom
}

// trouble is a step that failed, and what to do about it.
type trouble struct {
	found  string
	advice []string
}

func (t *trouble) Error() string { return t.found }

// fail makes a trouble.
func fail(found string, advice ...string) error { return &trouble{found, advice} }

// step is one of a checkup: what is found if it is good, "" for nothing to say.
type step struct {
	name  string
	check func(ctx context.Context) (found string, err error)
}

// run walks the steps, and tells whether all are good.
func (c *checkup) run(ctx context.Context, target string) bool {
	steps := []step{
		{"name", func(context.Context) (string, error) { return c.checkName(target) }},
		{"cookie", c.checkCookie},
		{"host", c.checkHost},
		{"epmd", c.checkMapper},
		{"port", c.checkPort},
		{"this node", c.checkSelf},
		{"handshake", c.checkHandshake},
		{"node", c.checkNode},
	}
	for _, s := range steps {
		bounded, cancel := context.WithTimeout(ctx, c.limit)
		found, err := s.check(bounded)
		cancel()
		if err != nil {
			c.step(markBad, s.name, err.Error())
			if t := (*trouble)(nil); errors.As(err, &t) {
				c.advise(t.advice)
			}
			return false
		}
		if found != "" {
			c.step(markGood, s.name, found)
		}
	}
	return true
}

// checkName finds the name of the target, and what style of names that means.
func (c *checkup) checkName(text string) (string, error) {
	t, err := node.ParseTarget(text)
	if err != nil {
		return "", fail(err.Error())
	}
	o := c.options
	long := o.name != "" || o.sname == "" && longTarget(t.Node)
	c.name, err = completeName(t.Node, long)
	if err != nil {
		return "", fail(err.Error(), "Give the name with its host:", "  gex doctor "+t.Node+"@HOST")
	}
	_, host, ok := node.SplitName(c.name)
	switch {
	case !ok:
		return "", fail(fmt.Sprintf("%s is no node name", c.name), "A node is called name@host.")
	case o.sname+o.name == "" || o.sname+o.name == dynamicName:
	case long && !longTarget(c.name):
		return "", fail(fmt.Sprintf("%s is a short name, and --name makes this node one with a long name", c.name),
			"Such nodes do not talk to each other. Use --sname, or leave it out.")
	case !long && strings.Contains(host, "."):
		return "", fail(fmt.Sprintf("%s is a long name, and --sname makes this node one with a short name", c.name),
			"Such nodes do not talk to each other. Use --name, or leave it out.")
	}
	c.host, c.mapper = host, host
	if o.addresses.noEpmd {
		c.mapper = ""
	}
	if t.Address == "" {
		var known node.NetConfig
		known.Long = long
		o.addresses.apply(&known)
		if known.Locate != nil {
			t.Address = known.Locate(c.name)
		}
	}
	found := c.name
	if host, _, err := net.SplitHostPort(t.Address); err == nil {
		c.host, c.mapper, c.address = host, "", t.Address
		found += " at " + t.Address
	} else if t.Address != "" {
		c.host = strings.Trim(t.Address, "[]")
		c.mapper = c.host
		found += ", whose port the port mapper of " + c.host + " knows"
	} else if port := c.fixedPort(); port != 0 {
		c.mapper, c.address = "", net.JoinHostPort(host, strconv.Itoa(port))
	}
	if long {
		return found + ", a long name", nil
	}
	return found + ", a short name", nil
}

// fixedPort is the port where all nodes are assumed to listen, 0 for none.
func (c *checkup) fixedPort() int {
	a := &c.options.addresses
	if port := c.options.erl.port; port != 0 || !a.noEpmd || a.maxPort > a.port {
		return port
	}
	return a.port
}

// checkCookie finds where the cookie comes from. The cookie itself is not shown.
func (c *checkup) checkCookie(context.Context) (string, error) {
	o := c.options
	source, ok := cookie.Find(o.cookie, c.getenv, c.home)
	if !ok {
		return "", fail("there is none", "Give the one of the node, which it prints with Node.get_cookie():",
			"  GEX_COOKIE=... gex doctor "+c.name)
	}
	from, permissions := "--cookie", ""
	switch {
	case source.Variable != "":
		from = source.Variable
	case source.File != "":
		from = source.File
		if info, err := os.Stat(source.File); err == nil {
			permissions = fmt.Sprintf(" (%s)", info.Mode())
		}
	}
	secret, err := cookie.Resolve(o.cookie, c.getenv, c.home)
	switch {
	case errors.Is(err, cookie.ErrMode):
		return "", fail(err.Error()+permissions, "  chmod 400 "+source.File)
	case errors.Is(err, fs.ErrPermission):
		return "", fail(err.Error(), "Run as the user it belongs to, or give the cookie with GEX_COOKIE.")
	case err != nil:
		return "", fail(err.Error())
	}
	return fmt.Sprintf("%s, of %s%s", counted(len(secret), "character"), from, permissions), nil
}

// checkHost resolves the host.
func (c *checkup) checkHost(ctx context.Context) (string, error) {
	if _, err := netip.ParseAddr(c.host); err == nil {
		return "", nil
	}
	found, err := net.DefaultResolver.LookupHost(ctx, c.host)
	if err != nil {
		reason := fmt.Sprintf("%s is not known", c.host)
		if ctx.Err() != nil {
			reason = fmt.Sprintf("the name service gave no answer about %s", c.host)
		}
		return "", fail(reason, "Neither /etc/hosts nor the name service has that name. If you know the address, tell it:",
			fmt.Sprintf("  gex doctor %s=ADDRESS", c.name))
	}
	return fmt.Sprintf("%s is %s", c.host, strings.Join(found, ", ")), nil
}

// checkMapper asks the port mapper.
func (c *checkup) checkMapper(ctx context.Context) (string, error) {
	if c.mapper == "" {
		return "", nil
	}
	port, err := epmd.PortFromEnv(c.getenv)
	if err != nil {
		return "", fail(err.Error())
	}
	where := net.JoinHostPort(c.mapper, strconv.Itoa(port))
	head, _, _ := node.SplitName(c.name)
	begun := time.Now()
	client := epmd.Client{Port: port}
	nodes, err := client.Names(ctx, c.mapper)
	took := time.Since(begun)
	if len(nodes) == 0 && err == nil {
		// Something else may just have closed the connection.
		if _, err = client.PortPlease(ctx, c.mapper, head); errors.Is(err, epmd.ErrNoPort) {
			err = nil
		}
	}
	if err != nil {
		return "", c.mapperTrouble(err, where)
	}
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = n.Name
		if n.Name == head {
			c.address = net.JoinHostPort(c.mapper, strconv.Itoa(int(n.Port)))
		}
	}
	if c.address == "" {
		return "", c.unregistered(where, head, names)
	}
	_, at, _ := net.SplitHostPort(c.address)
	return fmt.Sprintf("%s answers in %s: %s listens on port %s", where, brief(took), head, at), nil
}

func (c *checkup) mapperTrouble(err error, where string) error {
	direct := []string{"If the node listens on a port that you know, no port mapper is needed:", fmt.Sprintf("  gex doctor %s:PORT", bracketed(c.name))}
	var bad *epmd.ProtocolError
	switch {
	case errors.Is(err, epmd.ErrNoEpmd):
		return fail("nothing listens on "+where, append([]string{
			"No node with distribution runs there, or its port mapper has another port (ERL_EPMD_PORT) or listens elsewhere (ERL_EPMD_ADDRESS). On that host this lists the nodes:", "  epmd -names"}, direct...)...)
	case timedOut(err):
		return fail("no answer from "+where, append([]string{
			"A firewall, a wrong address or a host that is down: port " + where[strings.LastIndex(where, ":")+1:] + " and the port of the node have to be reachable from here. A forwarded port will do:",
			fmt.Sprintf("  gex doctor %s=127.0.0.1:PORT", c.name)}, direct...)...)
	case errors.As(err, &bad):
		return fail(where + " is no port mapper: " + bad.Error())
	case unreachable(err):
		return fail("there is no way to "+where, append([]string{
			"The host is down, or in a network that this one is not in. A forwarded port will do:", fmt.Sprintf("  gex doctor %s=127.0.0.1:PORT", c.name)}, direct...)...)
	}
	return fail(err.Error(), direct...)
}

// unregistered says which nodes there are instead.
func (c *checkup) unregistered(where, head string, names []string) error {
	if len(names) == 0 {
		return fail(fmt.Sprintf("%s answers: no node is registered there", where),
			"The node does not run, or runs without a name: it has to be started with --sname or --name.")
	}
	slices.Sort(names)
	likely := slices.MaxFunc(names, func(a, b string) int { return cmp.Compare(diag.Jaro(head, a), diag.Jaro(head, b)) })
	var advice []string
	if diag.Jaro(head, likely) > 0.7 {
		advice = []string{"Did you mean:", fmt.Sprintf("  gex doctor %s%s", likely, strings.TrimPrefix(c.name, head))}
	}
	if len(names) > 10 {
		names = append(names[:10], fmt.Sprintf("%d more", len(names)-10))
	}
	return fail(fmt.Sprintf("%s answers: it does not know %s, but %s", where, head, strings.Join(names, ", ")), advice...)
}

// checkPort makes a connection and ends it.
func (c *checkup) checkPort(ctx context.Context) (string, error) {
	if c.address == "" {
		return "", fail(node.ErrNoAddress.Error(), "For example:", "  gex doctor "+bracketed(c.name)+":9100")
	}
	var d net.Dialer
	begun := time.Now()
	conn, err := d.DialContext(ctx, "tcp", c.address)
	took := time.Since(begun)
	if err == nil {
		conn.Close()
		return fmt.Sprintf("%s takes connections, in %s", c.address, brief(took)), nil
	}
	var advice []string
	reason := err.Error()
	switch {
	case timedOut(err):
		reason = "no answer from " + c.address
		if c.mapper != "" {
			advice = []string{"The port mapper can be reached, but not the node: a firewall lets one port through and not the other. Give the node a port of its own, and open that:", "  --erl \"-kernel inet_dist_listen_min 9100 inet_dist_listen_max 9100\""}
		} else {
			advice = []string{"A firewall, a wrong address or a host that is down."}
		}
	case unreachable(err):
		reason = "there is no way to " + c.address
		advice = []string{"The host is down, or in a network that this one is not in. A forwarded port will do:", fmt.Sprintf("  gex doctor %s=127.0.0.1:PORT", c.name)}
	case refused(err) && c.mapper != "":
		reason = "nothing listens on " + c.address
		advice = []string{"The port mapper says so, but the node listens on another address (inet_dist_use_interface), or has just ended."}
	case refused(err):
		reason = "nothing listens on " + c.address
		advice = []string{"The port is wrong, the node does not run, or what forwards the port has ended."}
	}
	return "", fail(reason, advice...)
}

// bracketed is a node name to which a port can be added.
func bracketed(name string) string {
	head, host, _ := strings.Cut(name, "@")
	if strings.Contains(host, ":") {
		return head + "@[" + host + "]"
	}
	return name
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// brief is a duration with two or three digits.
func brief(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(100 * time.Microsecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

// timedOut tells whether something took too long.
func timedOut(err error) bool {
	var ne net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout()
}
