package lib

import (
	"slices"
	"sync/atomic"

	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// logLevels are the levels of :logger, the most severe first.
var logLevels = []string{"emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"}

// logger is :logger: it makes texts of events, as Elixir's translator does, and
// hands them to the host.
type logger struct {
	*Runtime
	level atomic.Int32 // the least severe level that is logged, by its place in logLevels
}

// registerLogger defines :logger.
func (r *Runtime) registerLogger() {
	l := &logger{Runtime: r}
	l.level.Store(int32(len(logLevels) - 1))
	rows := []vm.Row{
		{Name: "log", Arity: 2, Func: l.log},
		{Name: "log", Arity: 3, Func: l.log},
		{Name: "log", Arity: 4, Func: l.log},
		{Name: "macro_log", Arity: 3, Func: l.macroLog},
		{Name: "macro_log", Arity: 4, Func: l.macroLog},
		{Name: "macro_log", Arity: 5, Func: l.macroLog},
		{Name: "allow", Arity: 2, Func: l.allow},
		{Name: "compare_levels", Arity: 2, Func: l.compare},
		{Name: "get_primary_config", Arity: 0, Func: l.primary},
		{Name: "set_primary_config", Arity: 2, Func: l.setPrimary},
		{Name: "get_process_metadata", Arity: 0, Func: l.metadata},
		{Name: "set_process_metadata", Arity: 1, Func: l.setMetadata},
		{Name: "update_process_metadata", Arity: 1, Func: l.updateMetadata},
		{Name: "unset_process_metadata", Arity: 0, Func: l.unsetMetadata},
	}
	for i, level := range logLevels {
		for arity := 1; arity <= 3; arity++ {
			rows = append(rows, vm.Row{Name: level, Arity: arity, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
				return l.event(m, i, a)
			}})
		}
	}
	vm.Register(r.System.Table, "logger", rows)
}

// show inspects a term with the options of f.
func show(f *diag.Formatter, t term.Term) string { return string(inspect.Append(nil, t, f.Inspect)) }

func levelOf(t term.Term) int {
	if !t.IsAtom() {
		return -1
	}
	return slices.Index(logLevels, t.AtomName())
}

func (l *logger) log(m *vm.Machine, a []term.Term) (term.Term, bool) {
	level := levelOf(a[0])
	if level < 0 {
		return m.Error(term.A("function_clause"))
	}
	return l.event(m, level, a[1:])
}

// macroLog is log with the place of the call first.
func (l *logger) macroLog(m *vm.Machine, a []term.Term) (term.Term, bool) { return l.log(m, a[1:]) }

// event logs a text, a report, a format with arguments or a fun with its
// argument; metadata may follow.
func (l *logger) event(m *vm.Machine, level int, a []term.Term) (term.Term, bool) {
	if level > int(l.level.Load()) {
		return term.Ok.Term(), true
	}
	what, args, meta := a[0], term.Term{}, term.EmptyMap
	switch {
	case len(a) == 3:
		args, meta = a[1], a[2]
	case len(a) == 2 && (a[1].IsList() || a[0].IsFun()):
		args = a[1]
	case len(a) == 2:
		meta = a[1]
	}
	if a[0].IsFun() && !args.IsNone() {
		out, exc := l.CallFun(m.Proc(), a[0], args)
		if exc != nil {
			return term.Ok.Term(), true
		}
		what, args = out, term.Term{}
		if out.IsTupleOf(2) {
			what, args = out.Elem(0), out.Elem(1)
		}
	}
	l.write(m, level, what, args, meta)
	return term.Ok.Term(), true
}

func (l *logger) write(m *vm.Machine, level int, what, args, meta term.Term) {
	host := l.System.Host.(*bif.Host)
	if host.Log == nil || leftOut(host, meta) {
		return
	}
	text, ok := l.text(m, what, args, meta)
	if !ok {
		event := what
		if !args.IsNone() {
			event = term.Tuple(what, args)
		}
		text = "FORMATTER CRASH: " + string(inspect.AppendErlang(nil, event, &inspect.ErlangOptions{Pretty: true, Unicode: true}))
	}
	m.Block(func() { host.Log(logLevels[level], text) })
}

// leftOut tells whether an event is a report of OTP that is not asked for, such as
// its progress and crash reports.
func leftOut(host *bif.Host, meta term.Term) bool {
	if !meta.IsMap() {
		return false
	}
	domain, _ := meta.MapGet(term.A("domain"))
	ds, _ := domain.Slice()
	if len(ds) == 0 || !ds[0].Is(term.Intern("otp")) {
		return false
	}
	return host.NoOTPReports || !host.SASLReports && len(ds) >= 2 && ds[1].Is(term.Intern("sasl"))
}

func (l *logger) text(m *vm.Machine, what, args, meta term.Term) (string, bool) {
	if !args.IsNone() {
		return l.LogText(m.Proc(), what, args)
	}
	if what.IsMap() || isKeyword(what) {
		return l.report(m, what, meta)
	}
	b, err := term.AppendCharData(nil, what)
	return string(b), err == nil
}

func isKeyword(t term.Term) bool {
	es, proper := t.Slice()
	for _, e := range es {
		proper = proper && e.IsTupleOf(2) && e.Elem(0).IsAtom()
	}
	return proper && len(es) > 0
}

// report is the text of a report: of a behaviour as Elixir's translator has it,
// of any other what its report_cb makes, or its fields.
func (l *logger) report(m *vm.Machine, report, meta term.Term) (string, bool) {
	f := l.Formatter(m.Proc())
	if report.IsMap() {
		if text, known := l.translate(m, f, report); known {
			return text, true
		}
	}
	if meta.IsMap() {
		if cb, given := meta.MapGet(term.A("report_cb")); given && cb.IsFun() {
			return l.callback(m, cb, report)
		}
	}
	fields := report
	if report.IsMap() {
		var list []term.Term
		for k, v := range report.Pairs() {
			list = append(list, term.Tuple(k, v))
		}
		fields = term.List(list...)
	}
	return show(f, fields), true
}

// callback calls a report_cb: of one argument it gives a format and arguments,
// of two text.
func (l *logger) callback(m *vm.Machine, cb, report term.Term) (string, bool) {
	out, exc := l.CallFun(m.Proc(), cb, report)
	if exc == nil && out.IsTupleOf(2) {
		return l.LogText(m.Proc(), out.Elem(0), out.Elem(1))
	}
	config := term.MapOf(term.A("depth"), term.A("unlimited"), term.A("chars_limit"), term.Int(8096),
		term.A("single_line"), term.False.Term())
	out, exc = l.CallFun(m.Proc(), cb, report, config)
	if exc != nil {
		return "", false
	}
	b, err := term.AppendCharData(nil, out)
	return string(b), err == nil
}

// field returns a field of a report, the zero Term if it is missing, undefined
// or nil.
func field(t term.Term, name string) term.Term {
	var v term.Term
	if t.IsMap() {
		v, _ = t.MapGet(term.A(name))
	} else {
		for ; t.IsCons(); t = t.Tail() {
			if es := t.Head().Elems(); len(es) == 2 && es[0].Is(term.Intern(name)) {
				v = es[1]
			}
		}
	}
	if v.Is(term.Undefined) || v.Is(term.AtomNil) {
		return term.Term{}
	}
	return v
}

func (l *logger) translate(m *vm.Machine, f *diag.Formatter, report term.Term) (string, bool) {
	label := field(report, "label")
	if !label.IsTupleOf(2) || !label.Elem(0).IsAtom() || !label.Elem(1).IsAtom() {
		return "", false
	}
	inner := field(report, "report")
	switch label.Elem(0).AtomName() + " " + label.Elem(1).AtomName() {
	case "gen_server terminate":
		return f.GenServerTerminate(l.serverOf(report)), true
	case "gen_server no_handle_info":
		return show(f, field(report, "module")) + " " + show(f, m.Self()) +
			" received unexpected message in handle_info/2: " + show(f, field(report, "message")) + "\n", true
	case "Elixir.GenServer no_handle_info":
		return show(f, field(inner, "module")) + " " + show(f, field(inner, "name")) +
			" received unexpected message in handle_info/2: " + show(f, field(inner, "message")) + "\n", true
	case "Elixir.DynamicSupervisor unexpected_msg":
		return "DynamicSupervisor received unexpected message: " + show(f, field(inner, "msg")) + "\n", true
	case "Elixir.Task.Supervisor terminating":
		return f.TaskTerminate(field(inner, "name"), field(inner, "starter"), field(inner, "function"),
			field(inner, "args"), field(inner, "reason"), field(inner, "process_label")), true
	}
	return "", false
}

// serverOf reads the report of a gen_server that terminates.
func (l *logger) serverOf(report term.Term) diag.Server {
	s := diag.Server{Name: field(report, "name"), Reason: field(report, "reason"), Last: field(report, "last_message"),
		State: field(report, "state"), Label: field(report, "process_label")}
	for _, f := range []struct {
		to   *term.Term
		name string
	}{{&s.Reason, "reason"}, {&s.State, "state"}, {&s.Last, "last_message"}} {
		if f.to.IsNone() {
			*f.to, _ = report.MapGet(term.A(f.name))
		}
	}
	client := field(report, "client_info")
	if !client.IsTupleOf(2) || !client.Elem(0).IsPid() {
		return s
	}
	s.From = client.Elem(0)
	switch info := client.Elem(1); {
	case info.IsTupleOf(2):
		s.Client, s.ClientStack = info.Elem(0), info.Elem(1)
	case info.IsAtom():
		s.ClientState = info.AtomName()
		s.ClientNode = l.Node.NodeOf(s.From.Pid().Node).Term()
	}
	return s
}

func (l *logger) allow(m *vm.Machine, a []term.Term) (term.Term, bool) {
	level := levelOf(a[0])
	if level < 0 {
		return m.Error(term.A("function_clause"))
	}
	return term.Bool(level <= int(l.level.Load())), true
}

// compare tells whether the first level is less severe than the second (lt).
func (l *logger) compare(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, y := levelOf(a[0]), levelOf(a[1])
	switch {
	case x < 0 || y < 0:
		return m.Badarg()
	case x > y:
		return term.A("lt"), true
	case x < y:
		return term.A("gt"), true
	}
	return term.A("eq"), true
}

func (l *logger) primary(*vm.Machine, []term.Term) (term.Term, bool) {
	return term.MapOf(term.A("level"), term.A(logLevels[l.level.Load()]), term.A("filter_default"), term.A("log"),
		term.A("filters"), term.Nil, term.A("metadata"), term.EmptyMap), true
}

func (l *logger) setPrimary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	level := levelOf(a[1])
	if !a[0].Is(term.Intern("level")) || level < 0 {
		return term.Tuple(term.Error.Term(), term.Tuple(term.A("invalid_config"), a[1])), true
	}
	l.level.Store(int32(level))
	return term.Ok.Term(), true
}

// metadataKey is where OTP keeps the metadata of a process.
var metadataKey = term.A("$logger_metadata$")

func (l *logger) metadata(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	if v, found := m.Proc().Dict().Get(metadataKey); found {
		return v, true
	}
	return term.Undefined.Term(), true
}

func (l *logger) setMetadata(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsMap() {
		return m.Badarg()
	}
	m.Proc().Dict().Put(metadataKey, a[0])
	return term.Ok.Term(), true
}

func (l *logger) updateMetadata(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsMap() {
		return m.Badarg()
	}
	all, found := m.Proc().Dict().Get(metadataKey)
	if !found {
		all = term.EmptyMap
	}
	for k, v := range a[0].Pairs() {
		all = all.MapPut(k, v)
	}
	m.Proc().Dict().Put(metadataKey, all)
	return term.Ok.Term(), true
}

func (l *logger) unsetMetadata(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	m.Proc().Dict().Erase(metadataKey)
	return term.Ok.Term(), true
}
