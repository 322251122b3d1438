package main

import (
	"fmt"
	"net"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/agext/levenshtein"

	"havewemet/triage"
	"havewemet/triage/daemon"
)

// The types of the config's values check themselves while they are read, so
// that every mistake is told with its line and column.

const day = 24 * time.Hour

// Duration is a span of time: "36h", "21d", "2w", or "0".
type Duration time.Duration

var durationText = regexp.MustCompile(`^(\d{1,5})(m|h|d|w|s)$`)

func (d *Duration) UnmarshalText(text []byte) error {
	if string(text) == "0" {
		*d = 0
		return nil
	}
	m := durationText.FindStringSubmatch(string(text))
	if m == nil {
		return fmt.Errorf("%q is not a duration: write a number and a unit, like \"21d\", \"36h\" or \"90s\"", text)
	}
	n, _ := strconv.Atoi(m[1])
	*d = Duration(time.Duration(n) * map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day}[m[2]])
	return nil
}

// Mode is watch, file or draft.
type Mode triage.Mode

func (m *Mode) UnmarshalText(text []byte) error {
	return oneOf((*string)(m), string(text), "watch", "file", "draft")
}

// Security is tls, starttls or none.
type Security string

func (s *Security) UnmarshalText(text []byte) error {
	return oneOf((*string)(s), string(text), "tls", "starttls", "none")
}

func oneOf(to *string, text string, allowed ...string) error {
	for _, a := range allowed {
		if text == a {
			*to = text
			return nil
		}
	}
	return fmt.Errorf("%q is none of %s%s", text, strings.Join(allowed, ", "), nearest(text, allowed))
}

// Cron is a cron expression that fires.
type Cron string

func (c *Cron) UnmarshalText(text []byte) error {
	*c = Cron(text)
	_, err := daemon.ParseSchedule(string(text), time.UTC)
	return err
}

// Zone is a time zone by its IANA name.
type Zone struct{ *time.Location }

func (z *Zone) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		z.Location = time.Local
		return nil
	}
	loc, err := time.LoadLocation(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time zone: write a name like \"Europe/Berlin\"", text)
	}
	z.Location = loc
	return nil
}

// Address is host:port; 993 is meant where no port is given.
type Address string

func (a *Address) UnmarshalText(text []byte) error {
	host, port, err := net.SplitHostPort(string(text))
	if err != nil {
		host, port, err = net.SplitHostPort(string(text) + ":993")
	}
	if n, perr := strconv.ParseUint(port, 10, 16); err != nil || perr != nil || n == 0 || host == "" || strings.ContainsAny(host, " /\t\r\n") {
		return fmt.Errorf("%q is not a server: write host:port, like \"imap.example.com:993\"", text)
	}
	*a = Address(net.JoinHostPort(host, port))
	return nil
}

// FolderName is a folder, with "/" between its levels whatever the server uses.
type FolderName string

func (f *FolderName) UnmarshalText(text []byte) error {
	for _, r := range string(text) {
		if r < ' ' || r == 0x7f || r == '*' || r == '%' {
			return fmt.Errorf("%q is not a folder name: control characters, * and %% are not allowed", text)
		}
	}
	*f = FolderName(strings.Trim(string(text), "/"))
	return nil
}

// Count is a whole number, 0 or more.
type Count int

// Share is a number between 0 and 1.
type Share float64

// wanted says in words what the value of a key must be; "" for a key or type
// that is not known.
func wanted(key []string) string {
	t := reflect.TypeFor[Config]()
	for _, k := range key {
		f, ok := fieldOf(t, k)
		if !ok {
			return ""
		}
		t = f
	}
	switch t {
	case reflect.TypeFor[Duration]():
		return `a duration in quotes, like "21d" or "36h"`
	case reflect.TypeFor[Count]():
		return "a whole number, 0 or more"
	case reflect.TypeFor[Share]():
		return "a number between 0 and 1"
	}
	switch t.Kind() {
	case reflect.String:
		return "text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return `a list of texts, like ["en", "de"]`
	case reflect.Struct:
		if len(key) == 1 {
			return "a table: write [" + key[0] + "] on a line of its own"
		}
		return "text in quotes"
	}
	return ""
}

func fieldOf(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("toml") == key {
			return f.Type, true
		}
	}
	return nil, false
}

// didYouMean names the nearest right key: in the same table first, then in
// any other.
func didYouMean(key []string) string {
	t := reflect.TypeFor[Config]()
	for _, k := range key[:len(key)-1] {
		f, ok := fieldOf(t, k)
		if !ok {
			break
		}
		t = f
	}
	last := key[len(key)-1]
	if near := nearest(last, keys(t, "")); near != "" {
		return near
	}
	var all []string
	for _, name := range keys(reflect.TypeFor[Config](), "") {
		f, _ := fieldOf(reflect.TypeFor[Config](), name)
		for _, sub := range keys(f, "") {
			if sub == last {
				return fmt.Sprintf("; it belongs under [%s]", name)
			}
		}
		all = append(all, name)
	}
	if len(key) == 1 {
		return nearest(last, all)
	}
	return "; right keys are " + strings.Join(keys(t, ""), ", ")
}

func keys(t reflect.Type, prefix string) []string {
	var all []string
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if k := t.Field(i).Tag.Get("toml"); k != "" {
			all = append(all, prefix+k)
		}
	}
	return all
}

func nearest(word string, words []string) string {
	best, dist := "", 4
	for _, w := range words {
		if d := levenshtein.Distance(word, w, nil); d < dist && d < max(len(w), 3) {
			best, dist = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

func durationOf(d Duration) time.Duration { return time.Duration(d) }
