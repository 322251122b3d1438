package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// patch is the text of a TOML file that is changed key by key: all that is not
// changed stays as it is, comments and order too.
type patch struct {
	text []byte
	keys []keyPlace
	head map[string]int // of each [table]: where its line ends
}

// keyPlace is where a key and its value stand.
type keyPlace struct {
	table  string // whose header it stands below
	path   string // with that table's: "judge.generic_below"
	inline bool   // within { }
	key    int    // where the key begins
	from   int    // where the value begins
	to     int
	last   int // where the last entry of a list ends; 0 if it has none
}

// newPatch reads where all keys stand, in a text that is known to be TOML.
func newPatch(text []byte) (*patch, error) {
	p := &patch{text: text, head: map[string]int{}}
	var parser unstable.Parser
	parser.Reset(text)
	table := ""
	for parser.NextExpression() {
		switch n := parser.Expression(); n.Kind {
		case unstable.Table, unstable.ArrayTable:
			var end int
			table, _, end = dotted(n.Key())
			if n.Kind == unstable.Table {
				p.head[table] = p.lineEnd(end)
			}
		case unstable.KeyValue:
			p.read(n, table, table, false)
		}
	}
	return p, parser.Error()
}

// dotted returns a key in one text, and where it begins and ends.
func dotted(key unstable.Iterator) (name string, from, to int) {
	var parts []string
	for from = -1; key.Next(); {
		part := key.Node()
		if parts = append(parts, string(part.Data)); from < 0 {
			from = int(part.Raw.Offset)
		}
		to = int(part.Raw.Offset + part.Raw.Length)
	}
	return strings.Join(parts, "."), from, to
}

func (p *patch) read(n *unstable.Node, table, prefix string, inline bool) {
	name, from, to := dotted(n.Key())
	k := keyPlace{table: table, path: strings.TrimPrefix(prefix+"."+name, "."), inline: inline, key: from, to: int(n.Raw.Offset + n.Raw.Length)}
	value := bytes.TrimLeft(p.text[to:k.to], " \t=")
	k.from = k.to - len(value)
	k.to = k.from + len(bytes.TrimRight(value, " \t"))
	for in := n.Value().Children(); in.Next(); {
		switch child := in.Node(); {
		case n.Value().Kind == unstable.Array:
			k.last = int(child.Raw.Offset + child.Raw.Length)
		case n.Value().Kind == unstable.InlineTable && child.Kind == unstable.KeyValue:
			p.read(child, table, k.path, true)
		}
	}
	p.keys = append(p.keys, k)
}

func (p *patch) lineEnd(from int) int {
	if i := bytes.IndexByte(p.text[from:], '\n'); i >= 0 {
		return from + i + 1
	}
	return len(p.text)
}

// replace is one edit; the patch has to be read again after it.
func (p *patch) replace(from, to int, with string) []byte {
	if bytes.Contains(p.text, []byte("\r\n")) {
		with = strings.ReplaceAll(with, "\n", "\r\n")
	}
	return slices.Concat(p.text[:from], []byte(with), p.text[to:])
}

// set gives a key of a table a value.
func (p *patch) set(table, key, value string) ([]byte, error) {
	if i := slices.IndexFunc(p.keys, func(k keyPlace) bool { return k.path == table+"."+key }); i >= 0 {
		return p.replace(p.keys[i].from, p.keys[i].to, value), nil
	}
	return p.insert(table, key, value, "")
}

// addTo adds an entry to a list, with a comment on the line before it.
func (p *patch) addTo(table, key, entry, comment string) ([]byte, error) {
	i := slices.IndexFunc(p.keys, func(k keyPlace) bool { return k.path == table+"."+key })
	if i < 0 {
		return p.insert(table, key, "["+entry+"]", comment)
	}
	k := p.keys[i]
	line := bytes.LastIndexByte(p.text[:k.key], '\n') + 1
	above := string(p.text[:line])
	at, with := k.last, ", "+entry
	if k.last == 0 {
		at, with = k.from+1, entry // after the bracket
	}
	if comment = "# " + comment + "\n"; k.inline || strings.HasSuffix(strings.ReplaceAll(above, "\r\n", "\n"), comment) {
		return p.replace(at, at, with), nil
	}
	return p.replace(line, at, comment+strings.ReplaceAll(string(p.text[line:at]), "\r\n", "\n")+with), nil
}

// insert writes a new key after the last of its table, or a new table.
func (p *patch) insert(table, key, value, comment string) ([]byte, error) {
	line := key + " = " + value + "\n"
	if comment != "" {
		comment = "# " + comment + "\n"
	}
	at, ok := p.head[table]
	for _, k := range p.keys {
		switch {
		case k.path == table:
			return nil, fmt.Errorf("%s is written within { }", table)
		case k.inline:
		case ok && k.table == table:
			at = p.lineEnd(k.to)
		case !ok && k.table == "" && strings.HasPrefix(k.path, table+"."):
			at, line = p.lineEnd(k.to), table+"."+key+" = "+value+"\n"
		}
	}
	if at == 0 {
		return p.append("[" + table + "]\n" + comment + line), nil
	}
	if p.text[at-1] != '\n' {
		comment = "\n" + comment
	}
	return p.replace(at, at, comment+line), nil
}

// append writes a table of its own at the end.
func (p *patch) append(lines string) []byte {
	end := len(p.text)
	switch {
	case end > 0 && p.text[end-1] != '\n':
		lines = "\n\n" + lines
	case end > 0:
		lines = "\n" + lines
	}
	return p.replace(end, end, lines)
}
