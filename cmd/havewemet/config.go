package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/adrg/xdg"
	"github.com/pelletier/go-toml/v2"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/daemon"
	"havewemet/triage/language"
)

// Config is the one TOML file that the owner writes. config.example.toml
// names every key with its meaning, unit and default.
type Config struct {
	Mode    Mode `toml:"mode"`
	Account struct {
		IMAP            Address  `toml:"imap"`
		TLS             Security `toml:"tls"`
		Insecure        bool     `toml:"insecure"`
		User            string   `toml:"user"`
		Address         string   `toml:"address"`
		PasswordCommand []string `toml:"password_command"`
		PasswordFile    string   `toml:"password_file"`
		Name            string   `toml:"name"`
		Languages       []string `toml:"languages"`
		Timeout         Duration `toml:"timeout"`
	} `toml:"account"`
	Schedule struct {
		Triage   Cron     `toml:"triage"`
		Summary  Cron     `toml:"summary"`
		Timezone Zone     `toml:"timezone"`
		Backfill Duration `toml:"backfill"`
	} `toml:"schedule"`
	Folders struct {
		Personal   FolderName `toml:"personal"`
		Generic    FolderName `toml:"generic"`
		Answered   FolderName `toml:"answered"`
		Ignored    FolderName `toml:"ignored"`
		Suspicious FolderName `toml:"suspicious"`
		Drafts     FolderName `toml:"drafts"`
		Sent       FolderName `toml:"sent"`
		Trash      FolderName `toml:"trash"`
	} `toml:"folders"`
	Reply struct {
		Wait    Duration               `toml:"wait"`
		PerDay  Count                  `toml:"per_day"`
		DaysOff Days                   `toml:"days_off"`
		Pitch   bool                   `toml:"pitch"`
		Words   map[string]WordsConfig `toml:"words"`
	} `toml:"reply"`
	Known struct {
		Search  bool        `toml:"search"`
		Folders FolderNames `toml:"folders"`
	} `toml:"known"`
	Judge struct {
		GenericBelow  Share        `toml:"generic_below"`
		PersonalAbove Share        `toml:"personalized_above"`
		Rule          []RuleConfig `toml:"rule"`
	} `toml:"judge"`
	Me struct {
		Firms     Mine `toml:"firms"`
		Schools   Mine `toml:"schools"`
		Cities    Mine `toml:"cities"`
		Events    Mine `toml:"events"`
		Groups    Mine `toml:"groups"`
		Languages Mine `toml:"languages"`
		Friends   Mine `toml:"friends"`
		Works     Mine `toml:"works"`
	} `toml:"me"`
	Summary struct {
		Folder   FolderName `toml:"folder"`
		Language Tongue     `toml:"language"`
		Empty    Empty      `toml:"empty"`
		Deliver  Delivery   `toml:"deliver"`
	} `toml:"summary"`
	SMTP struct {
		Server          Submission `toml:"server"`
		TLS             Security   `toml:"tls"`
		Insecure        bool       `toml:"insecure"`
		User            string     `toml:"user"`
		PasswordCommand []string   `toml:"password_command"`
		PasswordFile    string     `toml:"password_file"`
		From            Mailbox    `toml:"from"`
		To              Mailbox    `toml:"to"`
	} `toml:"smtp"`
	Ledger struct {
		Path string `toml:"path"`
	} `toml:"ledger"`
	Test  []TestConfig `toml:"test"`
	Trust struct {
		AuthservID Servers    `toml:"authserv_id"`
		Unverified Unverified `toml:"unverified"`
	} `toml:"trust"`

	file      string                                                  // where it was read; "" for the defaults
	text      string                                                  // what stands there
	templates map[string]map[triage.Occasion]*triage.QuestionTemplate // of [reply.words]
}

// defaultConfig is what holds where the file says nothing.
func defaultConfig() Config {
	var c Config
	c.Mode = Mode(triage.ModeWatch)
	c.Account.TLS = "tls"
	c.Account.Languages = []string{"en"}
	c.Account.Timeout = "60s"
	c.Schedule.Triage, c.Schedule.Summary = "*/15 * * * *", "0 7 * * *"
	c.Schedule.Backfill = "30d"
	f := &c.Folders
	f.Personal, f.Generic, f.Answered, f.Ignored, f.Suspicious = "Invitations/Personal", "Invitations/Generic", "Invitations/Answered", "Invitations/Ignored", "Invitations/Suspicious"
	c.Reply.Wait, c.Reply.PerDay = "21d", 20
	c.Known.Search = true
	c.Judge.GenericBelow, c.Judge.PersonalAbove = triage.DefaultGenericBelow, triage.DefaultPersonalAbove
	c.Summary.Folder, c.Summary.Empty, c.Summary.Deliver = "INBOX", "line", "folder"
	c.SMTP.TLS = "tls"
	c.Trust.Unverified = Unverified(triage.UnverifiedTriage)
	return c
}

// configError is the owner's mistake in the config: exit code 2.
type configError struct{ error }

func (e configError) Unwrap() error { return e.error }

func configErrorf(format string, a ...any) error { return configError{fmt.Errorf(format, a...)} }

// defaultConfigPath is where the config lies when --config is not given.
func defaultConfigPath() string { return filepath.Join(xdg.ConfigHome, "havewemet", "config.toml") }

// loadConfig reads and checks the config at path.
func loadConfig(path string) (*Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, configErrorf("config: %w\nhint: copy config.example.toml there and edit it, or name another file with --config", err)
	}
	return parseConfig(path, text)
}

func parseConfig(path string, text []byte) (*Config, error) {
	c := defaultConfig()
	c.file, c.text = path, string(text)
	if err := decodeConfig(text, &c); err != nil {
		return nil, configError{err}
	}
	if table, key, err := c.check(); err != nil {
		row, col := locate(text, table, key)
		return nil, configErrorf("%s:%d:%d: %w", path, row, col, err)
	}
	if err := checkWords(text, &c); err != nil {
		return nil, configError{err}
	}
	if err := checkRules(text, &c); err != nil {
		return nil, configError{err}
	}
	return &c, nil
}

// decodeConfig is strict: a key that nobody knows is an error that says where
// it stands and what was probably meant.
func decodeConfig(text []byte, c *Config) error {
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(c)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var all []string
		for _, e := range unknown.Errors[:min(len(unknown.Errors), 3)] {
			row, col := e.Position()
			what := "key"
			if strings.HasPrefix(line(text, row), "[") {
				what = "table"
			}
			all = append(all, fmt.Sprintf("%s:%d:%d: unknown %s %s%s\n\t%s", c.file, row, col, what, strings.Join(e.Key(), "."), didYouMean(e.Key()), line(text, row)))
		}
		return errors.New(strings.Join(all, "\n"))
	case errors.As(err, &wrong):
		row, col := wrong.Position()
		return fmt.Errorf("%s:%d:%d: %s\n\t%s", c.file, row, col, explainDecode(wrong), line(text, row))
	case err != nil:
		return fmt.Errorf("%s: %w", c.file, err)
	}
	return checkValues(text, c)
}

// checkValues checks each text that has a form of its own.
func checkValues(text []byte, c *Config) error {
	all := reflect.ValueOf(c).Elem()
	for i := range all.NumField() {
		key := all.Type().Field(i).Tag.Get("toml")
		if all.Field(i).Kind() != reflect.Struct {
			if err := checkValue(text, c.file, "", key, all.Field(i)); err != nil {
				return err
			}
			continue
		}
		for j := range all.Field(i).NumField() {
			if err := checkValue(text, c.file, key, all.Field(i).Type().Field(j).Tag.Get("toml"), all.Field(i).Field(j)); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkValue(text []byte, file, table, key string, field reflect.Value) error {
	if key == "" {
		return nil
	}
	v, ok := field.Addr().Interface().(value)
	if !ok {
		return nil
	}
	err := v.check()
	if err == nil {
		return nil
	}
	name := strings.TrimPrefix(table+"."+key, ".")
	row, col := locate(text, table, key)
	var in entryError
	if errors.As(err, &in) {
		row, col = locateEntry(text, row, col, in.entry)
	}
	return fmt.Errorf("%s:%d:%d: %s: %w\n\t%s", file, row, col, name, err, line(text, row))
}

// explainDecode says in the owner's words what is wrong with a value; the
// decoder would speak of Go types.
func explainDecode(e *toml.DecodeError) string {
	key := strings.Join(e.Key(), ".")
	said := strings.TrimPrefix(e.Error(), "toml: ")
	if want := wanted(e.Key()); want != "" && (strings.Contains(said, "cannot decode") || strings.Contains(said, "cannot store") || strings.Contains(said, "incompatible")) {
		return fmt.Sprintf("%s must be %s", key, want)
	}
	if key != "" && !strings.HasPrefix(said, key) {
		return key + ": " + said
	}
	return said
}

func line(text []byte, row int) string {
	lines := strings.Split(string(text), "\n")
	if row < 1 || row > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[row-1])
}

// check finds what is missing and what does not go together. It returns the
// key that is to blame, as table and name.
func (c *Config) check() (table, key string, err error) {
	a := c.Account
	switch {
	case a.IMAP == "":
		return "account", "", errors.New("[account] imap is missing\nhint: imap = \"imap.example.com:993\"")
	case a.User == "":
		return "account", "user", errors.New("[account] user is missing\nhint: user = \"martha@example.com\"")
	case !strings.Contains(c.owner().Address, "@"):
		return "account", "address", errors.New("[account] address is missing, and user is no mail address\nhint: address = \"martha@example.com\"")
	case a.TLS == "none" && !a.Insecure && !loopback(string(a.IMAP)):
		return "account", "tls", clearText(string(a.IMAP))
	case c.sends() && c.SMTP.Server == "":
		return "summary", "deliver", errors.New("[summary] deliver = \"smtp\" needs a server\nhint: server = \"smtp.example.com:465\" below [smtp]")
	case c.sends() && c.SMTP.TLS == "none" && !c.SMTP.Insecure && !loopback(string(c.SMTP.Server)):
		return "smtp", "tls", clearText(string(c.SMTP.Server))
	case len(a.Languages) == 0:
		return "account", "languages", errors.New("[account] languages is empty\nhint: languages = [\"en\"]")
	case c.Reply.PerDay < 0:
		return "reply", "per_day", errors.New("[reply] per_day must be a whole number, 0 or more; 0 is no limit")
	case c.Judge.GenericBelow < 0 || c.Judge.GenericBelow > 1:
		return "judge", "generic_below", errors.New("[judge] generic_below must be a number between 0 and 1")
	case c.Judge.PersonalAbove < 0 || c.Judge.PersonalAbove > 1:
		return "judge", "personalized_above", errors.New("[judge] personalized_above must be a number between 0 and 1")
	case c.Judge.GenericBelow > c.Judge.PersonalAbove:
		return "judge", "generic_below", errors.New("[judge] generic_below must not be above personalized_above")
	case c.Folders.Personal == "" || c.Folders.Generic == "" || c.Folders.Answered == "" || c.Folders.Ignored == "" || c.Folders.Suspicious == "":
		return "folders", "", errors.New("[folders] must not be empty, but for drafts and sent")
	case c.Summary.Folder == "":
		return "summary", "folder", errors.New("[summary] folder must not be empty\nhint: folder = \"INBOX\"")
	case c.Trust.Unverified != Unverified(triage.UnverifiedTriage) && len(c.Trust.AuthservID) == 0:
		return "trust", "unverified", fmt.Errorf("[trust] unverified = %q without authserv_id would stop everything: no mail counts as verified then\nhint: havewemet check proposes an authserv_id", c.Trust.Unverified)
	case c.Account.Timeout.span() == 0:
		return "account", "timeout", errors.New("[account] timeout must be more than 0")
	}
	for _, code := range a.Languages {
		if _, ok := language.Get(code); !ok {
			return "account", "languages", fmt.Errorf("[account] languages: no data for %q\nhint: there is %s", code, languageCodes())
		}
	}
	return "", "", nil
}

func clearText(server string) error {
	return fmt.Errorf("tls = \"none\" would send the password in the clear to %s\nhint: use \"tls\" or \"starttls\"; insecure = true if you really mean it", server)
}

// sends tells whether the summary is sent, and not stored.
func (c *Config) sends() bool { return c.Summary.Deliver == "smtp" }

func languageCodes() string {
	var codes []string
	for _, l := range language.All() {
		codes = append(codes, l.Code)
	}
	return strings.Join(codes, ", ")
}

// locate finds the line of a key and the column of its value, or the place of
// its table, for mistakes that show only when the whole file is read.
func locate(text []byte, table, key string) (row, col int) {
	row, col, in := 1, 1, ""
	for i, l := range linesOfKeys(text) {
		trimmed := strings.TrimSpace(l)
		if strings.HasPrefix(trimmed, "[") {
			in, _, _ = strings.Cut(strings.Trim(trimmed, "[ \t"), "]")
			if in = strings.TrimSpace(in); in == table {
				row, col = i+1, 1
			}
		}
		name, val, ok := strings.Cut(l, "=")
		name = strings.TrimSpace(name)
		if ok && key != "" && (in == table && name == key || in == "" && name == table+"."+key) {
			return i + 1, len(l) - len(strings.TrimLeft(val, " \t")) + 1
		}
	}
	return row, col
}

// linesOfKeys are the lines of a TOML file, empty where they continue a text.
func linesOfKeys(text []byte) []string {
	lines, open := strings.Split(string(text), "\n"), ""
	for i, l := range lines {
		if open != "" {
			if lines[i] = ""; strings.Contains(l, open) {
				open = ""
			}
			continue
		}
		for _, quotes := range []string{`"""`, `'''`} {
			if _, value, ok := strings.Cut(l, "="); ok && strings.HasPrefix(strings.TrimSpace(value), quotes) && strings.Count(value, quotes) == 1 {
				open = quotes
			}
		}
	}
	return lines
}

// locateEntry finds an entry of the list that begins at row and col.
func locateEntry(text []byte, row, col int, entry string) (int, int) {
	lines := strings.Split(string(text), "\n")
	for i, from := row-1, col-1; i >= 0 && i < len(lines); i, from = i+1, 0 {
		for _, quoted := range []string{`"` + entry + `"`, "'" + entry + "'"} {
			if k := strings.Index(lines[i][min(from, len(lines[i])):], quoted); k >= 0 {
				return i + 1, from + k + 1
			}
		}
	}
	return row, col // written with escapes
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Config) owner() triage.Owner {
	o := triage.Owner{Name: c.Account.Name, Address: c.Account.Address, Languages: c.Account.Languages, Me: c.me(),
		Asking: triage.Asking{Pitch: c.Reply.Pitch, Templates: c.templates}}
	if o.Address == "" && strings.Contains(c.Account.User, "@") {
		o.Address = c.Account.User
	}
	if o.Name == "" {
		o.Name, _, _ = strings.Cut(o.Address, "@")
	}
	return o
}

func (c *Config) me() triage.Me {
	m := c.Me
	return triage.Me{Firms: m.Firms, Schools: m.Schools, Cities: m.Cities, Events: m.Events, Groups: m.Groups, Languages: m.Languages, Friends: m.Friends, Works: m.Works}
}

// judge is the judge as the config tunes it.
func (c *Config) judge() *triage.Judge {
	j := triage.NewJudge(c.owner())
	j.GenericBelow, j.PersonalAbove = float64(c.Judge.GenericBelow), float64(c.Judge.PersonalAbove)
	if err := j.UseRules(c.ownRules()); err != nil {
		panic(err) // each was checked when the config was read
	}
	return j
}

func (c *Config) rules() triage.Rules {
	f := c.Folders
	return triage.Rules{
		Mode: triage.Mode(c.Mode), Owner: c.owner(), Judge: c.judge(),
		Folders: triage.Folders{Inbox: "INBOX", Personal: string(f.Personal), Generic: string(f.Generic), Answered: string(f.Answered),
			Ignored: string(f.Ignored), Suspicious: string(f.Suspicious), Drafts: string(f.Drafts), Sent: string(f.Sent), Trash: string(f.Trash)},
		Wait: c.Reply.Wait.span(), PerDay: int(c.Reply.PerDay), Unverified: triage.Unvouched(c.Trust.Unverified),
		DaysOff: c.Reply.DaysOff.in(c.Schedule.Timezone.location()),
	}
}

func (c *Config) reader() triage.Reader {
	return triage.Reader{Owner: c.owner(), AuthServers: c.Trust.AuthservID}
}

// summaryLanguage is the first of the owner's languages that a summary can be
// told in, where none is named.
func (c *Config) summaryLanguage() string {
	if c.Summary.Language != "" {
		return string(c.Summary.Language)
	}
	known := triage.Tongues()
	for _, code := range c.Account.Languages {
		if slices.Contains(known, code) {
			return code
		}
	}
	return ""
}

func (c *Config) lookIn() []string {
	var names []string
	for _, f := range c.Known.Folders {
		names = append(names, string(f))
	}
	return names
}

func (c *Config) account(password string) mailbox.Account {
	return mailbox.Account{Addr: string(c.Account.IMAP), Security: string(c.Account.TLS), User: c.Account.User, Password: password, Timeout: c.Account.Timeout.span()}
}

// submission is the account that sends the summary.
func (c *Config) submission(password string) mailbox.Account {
	return mailbox.Account{Addr: string(c.SMTP.Server), Security: string(c.SMTP.TLS), User: cmp.Or(c.SMTP.User, c.Account.User), Password: password, Timeout: c.Account.Timeout.span()}
}

// accountName tells accounts apart in the ledger.
func (c *Config) accountName() string { return c.Account.User + "@" + string(c.Account.IMAP) }

// path makes a path of the config absolute: "~/" is the home directory, and
// anything relative lies beside the config.
func (c *Config) path(p string) string {
	if rest, ok := strings.CutPrefix(p, "~/"); ok {
		return filepath.Join(xdg.Home, rest)
	}
	if p != "" && !filepath.IsAbs(p) {
		return filepath.Join(filepath.Dir(c.file), p)
	}
	return p
}

func (c *Config) ledgerPath() string {
	if c.Ledger.Path == "" {
		return filepath.Join(xdg.StateHome, "havewemet", "ledger.db")
	}
	return c.path(c.Ledger.Path)
}

func (c *Config) schedules() (triage, summary daemon.Schedule, err error) {
	zone := c.Schedule.Timezone.location()
	if triage, err = daemon.ParseSchedule(string(c.Schedule.Triage), zone); err != nil {
		return
	}
	summary, err = daemon.ParseSchedule(string(c.Schedule.Summary), zone)
	return
}
