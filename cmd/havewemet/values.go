package main

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agext/levenshtein"

	"havewemet/triage"
	"havewemet/triage/daemon"
)

// value is a text of the config that has a form of its own. The TOML decoder
// stores texts as they stand, so they are checked once all is read. check may
// bring the text into shape.
type value interface{ check() error }

const day = 24 * time.Hour

// Duration is a span of time: "36h", "21d", "2w", or "0".
type Duration string

var durationText = regexp.MustCompile(`^(\d{1,5})(m|h|d|w|s)$`)

func (d *Duration) check() error {
	long := len(*d) > len("9999w") && strings.HasSuffix(string(*d), "w") // more than a time.Duration holds
	if *d != "0" && !durationText.MatchString(string(*d)) || long {
		return fmt.Errorf("%q is not a duration: write a number and a unit, like \"21d\", \"36h\" or \"90s\"", *d)
	}
	return nil
}

// span is the duration of a text that was checked; 0 for "0".
func (d Duration) span() time.Duration {
	m := durationText.FindStringSubmatch(string(d))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return time.Duration(n) * map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day}[m[2]]
}

// Mode is watch, file or draft.
type Mode triage.Mode

func (m *Mode) check() error { return oneOf(string(*m), "watch", "file", "draft") }

// Empty is what becomes of the summary on a day with nothing to tell.
type Empty string

func (e *Empty) check() error { return oneOf(string(*e), "line", "none") }

// Delivery is how the summary gets to its owner.
type Delivery string

func (d *Delivery) check() error { return oneOf(string(*d), "folder", "smtp") }

// Mailbox is one mail address, or "" for the owner's.
type Mailbox string

func (m *Mailbox) check() error {
	if a, err := mail.ParseAddress("<" + string(*m) + ">"); *m != "" && (err != nil || a.Address != string(*m)) {
		return fmt.Errorf("%q is not one mail address, like martha@example.com", string(*m))
	}
	return nil
}

// Tongue is a language that the summary can be told in, or "" for the owner's.
type Tongue string

func (t *Tongue) check() error {
	if *t == "" {
		return nil
	}
	return oneOf(string(*t), triage.Tongues()...)
}

// Security is tls, starttls or none.
type Security string

func (s *Security) check() error { return oneOf(string(*s), "tls", "starttls", "none") }

// Unverified is triage, inbox or suspicious.
type Unverified triage.Unvouched

func (u *Unverified) check() error {
	return oneOf(string(*u), string(triage.UnverifiedTriage), string(triage.UnverifiedInbox), string(triage.UnverifiedSuspicious))
}

// Servers are names of servers as Authentication-Results has them, "*." and a
// domain, or big providers' names.
type Servers []string

func (s *Servers) check() error {
	for _, name := range *s {
		switch domain := strings.TrimPrefix(name, "*."); {
		case name == "" || strings.ContainsAny(domain, " *;\t"):
			return fmt.Errorf("%q is not the name of a server: write it as havewemet check shows it, or a provider's: %s", name, strings.Join(triage.Providers(), ", "))
		case slices.Contains(triage.Providers(), strings.ToLower(name)) || strings.Contains(name, "."):
		case nearest(name, triage.Providers()) != "":
			return fmt.Errorf("%q is no provider that is known: %s%s", name, strings.Join(triage.Providers(), ", "), nearest(name, triage.Providers()))
		}
	}
	return nil
}

// Mine are names of the owner's things, each plain enough to mean only that.
type Mine []string

func (m *Mine) check() error {
	for _, entry := range *m {
		if err := triage.CheckMine(entry); err != nil {
			return entryError{entry, err}
		}
	}
	return nil
}

// Days are days that do not count: weekdays, dates, days of every year.
type Days []string

func (d *Days) check() error {
	for _, entry := range *d {
		if _, err := triage.ParseDaysOff([]string{entry}, time.UTC); err != nil {
			return entryError{entry, err}
		}
	}
	_, err := triage.ParseDaysOff(*d, time.UTC)
	return err
}

func (d Days) in(zone *time.Location) triage.DaysOff {
	off, _ := triage.ParseDaysOff(d, zone) // checked when the config was read
	return off
}

// entryError is what is wrong with one entry of a list.
type entryError struct {
	entry string
	error
}

func oneOf(text string, allowed ...string) error {
	if slices.Contains(allowed, text) {
		return nil
	}
	return fmt.Errorf("%q is none of %s%s", text, strings.Join(allowed, ", "), nearest(text, allowed))
}

// Cron is a cron expression that fires.
type Cron string

func (c *Cron) check() error {
	_, err := daemon.ParseSchedule(string(*c), time.UTC)
	return err
}

// Zone is a time zone by its IANA name; "" is the machine's.
type Zone string

func (z *Zone) check() error {
	if _, err := time.LoadLocation(string(*z)); err != nil {
		return fmt.Errorf("%q is not a time zone: write a name like \"Europe/Berlin\"", *z)
	}
	return nil
}

func (z Zone) location() *time.Location {
	if loc, err := time.LoadLocation(string(z)); err == nil && z != "" {
		return loc
	}
	return time.Local
}

// Address is host:port; 993 is meant where no port is given.
type Address string

func (a *Address) check() error { return hostPort((*string)(a), "imap.example.com:993") }

// Submission is host:port of a server that takes mail; 465 is meant where no
// port is given.
type Submission string

func (s *Submission) check() error { return hostPort((*string)(s), "smtp.example.com:465") }

// hostPort gives a server the port of an example where it has none.
func hostPort(server *string, example string) error {
	if *server == "" {
		return nil // told as missing
	}
	_, usual, _ := net.SplitHostPort(example)
	host, port, err := net.SplitHostPort(*server)
	if err != nil {
		host, port, err = net.SplitHostPort(*server + ":" + usual)
	}
	if n, perr := strconv.ParseUint(port, 10, 16); err != nil || perr != nil || n == 0 || host == "" || strings.ContainsAny(host, " /\t\r\n") {
		return fmt.Errorf("%q is not a server: write host:port, like %q", *server, example)
	}
	*server = net.JoinHostPort(host, port)
	return nil
}

// FolderName is a folder, with "/" between its levels whatever the server uses.
type FolderName string

func (f *FolderName) check() error {
	for _, r := range string(*f) {
		if r < ' ' || r == 0x7f || r == '*' || r == '%' {
			return fmt.Errorf("%q is not a folder name: control characters, * and %% are not allowed", *f)
		}
	}
	*f = FolderName(strings.Trim(string(*f), "/"))
	return nil
}

// FolderNames are several folders.
type FolderNames []FolderName

func (f *FolderNames) check() error {
	for i := range *f {
		if name := (*f)[i]; strings.Trim(string(name), "/") == "" {
			return entryError{string(name), errors.New("a folder must have a name")}
		} else if err := (*f)[i].check(); err != nil {
			return entryError{string(name), err}
		}
	}
	return nil
}

// Count is a whole number, 0 or more.
type Count int

// Share is a number between 0 and 1.
type Share float64

// wanted says in words what the value of a key must be; "" for a key or type
// that is not known.
func wanted(key []string) string {
	if len(key) == 0 {
		return ""
	}
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
	case reflect.Float64:
		return "a number"
	case reflect.String:
		return "text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		if tableOf(t) != t {
			return "a table of its own: write [[" + strings.Join(key, ".") + "]] above its keys"
		}
		return `a list of texts, like ["en", "de"]`
	case reflect.Map:
		return "a table: write [" + strings.Join(key, ".") + ".en] on a line of its own"
	case reflect.Struct:
		return "a table: write [" + strings.Join(key, ".") + "] on a line of its own"
	}
	return ""
}

// tableOf returns the tables' type of an array of tables, or of tables by name.
func tableOf(t reflect.Type) reflect.Type {
	if (t.Kind() == reflect.Slice || t.Kind() == reflect.Map) && t.Elem().Kind() == reflect.Struct {
		return t.Elem()
	}
	return t
}

func fieldOf(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true // whatever the table's name
	}
	if t = tableOf(t); t.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("toml") == key {
			return f.Type, true
		}
	}
	return nil, false
}

// didYouMean names the table that has the key, or the nearest right key.
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
	near := nearest(last, keys(t, ""))
	if tableOf(t) != t && near != "" { // within a rule no other table is meant
		return near
	}
	for _, name := range keys(reflect.TypeFor[Config](), "") {
		if f, _ := fieldOf(reflect.TypeFor[Config](), name); slices.Contains(keys(f, ""), last) {
			head := "[" + name + "]"
			if tableOf(f) != f {
				head = "[" + head + "]"
			}
			return "; it belongs under " + head
		}
	}
	if near != "" {
		return near
	}
	return "; known are " + strings.Join(keys(t, ""), ", ")
}

func keys(t reflect.Type, prefix string) []string {
	var all []string
	if t = tableOf(t); t.Kind() != reflect.Struct {
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
	best, dist := "", 2+len(word)/4
	for _, w := range words {
		if d := levenshtein.Distance(word, w, nil); d < dist {
			best, dist = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
