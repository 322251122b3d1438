package daemon

import (
	"fmt"
	"strconv"
	"strings"

	"havewemet/mailbox"
	"havewemet/triage"
)

// usual are names under which servers without special use (RFC 6154) keep
// drafts, sent mail, and what people put away.
var usual = map[string][]string{
	"Drafts":  {"Drafts", "Draft", "Entwürfe", "Brouillons", "Borradores", "Rascunhos", "Bozze", "Concepten", "[Gmail]/Drafts"},
	"Sent":    {"Sent", "Sent Items", "Sent Messages", "Gesendet", "Gesendete Elemente", "Envoyés", "Éléments envoyés", "Enviados", "Posta inviata", "Verzonden", "[Gmail]/Sent Mail"},
	"Trash":   {"Trash", "Deleted Items", "Deleted Messages", "Bin", "Papierkorb", "Gelöschte Elemente", "Corbeille", "Éléments supprimés", "Papelera", "Elementos eliminados", "Lixeira", "Cestino", "Posta eliminata", "Prullenbak", "[Gmail]/Trash"},
	"Archive": {"Archive", "Archives", "Archiv", "Archivo", "Arquivo", "Archivio", "Archief", "[Gmail]/All Mail"},
}

// resolve finds the folders of the config on the server: what the owner named,
// then by special use, then by usual names. There is never a second Drafts.
func resolve(s mailbox.Survey, r triage.Rules) (triage.Folders, error) {
	f := r.Folders
	for _, name := range []*string{&f.Inbox, &f.Personal, &f.Generic, &f.Answered, &f.Ignored, &f.Suspicious} {
		*name = s.Path(*name)
	}
	seen := map[string]bool{}
	for _, name := range append(filedFolders(f), f.Inbox) {
		if seen[strings.ToLower(name)] {
			return f, refuse("each of [folders] must be a folder of its own, and none the inbox", "two folders of the config are both %q on the server: nothing was done", name)
		}
		seen[strings.ToLower(name)] = true
	}
	for _, own := range []struct {
		role, key, named string
		is               *string
	}{{"Drafts", "drafts", f.Drafts, &f.Drafts}, {"Sent", "sent", f.Sent, &f.Sent}, {"Trash", "trash", f.Trash, &f.Trash}} {
		*own.is = special(s, own.role, own.named)
		switch {
		case *own.is == "" && own.named != "":
			return f, refuse(foldersThere(s), "[folders] %s: the server has no folder %q: nothing was done", own.key, own.named)
		case *own.is == "" && own.key == "drafts" && r.Mode == triage.ModeDraft:
			return f, refuse("name it in the config: [folders] drafts = \"...\"; "+foldersThere(s), "no drafts folder on the server: nothing was done")
		case seen[strings.ToLower(*own.is)]:
			return f, refuse("each of [folders] must be a folder of its own", "[folders] %s: %q is the inbox, or a folder for invitations: nothing was done", own.key, *own.is)
		}
	}
	return f, nil
}

// foldersThere names folders of the server, for who has to name one.
func foldersThere(s mailbox.Survey) string {
	const most = 12
	var names []string
	for _, f := range s.Folders {
		if !f.NoSelect {
			names = append(names, strconv.Quote(f.Name))
		}
	}
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", more))
	}
	return "it has " + strings.Join(names, ", ")
}

func special(s mailbox.Survey, role, named string) string {
	if named != "" {
		if f, ok := s.Folder(s.Path(named)); ok {
			return f.Name
		}
		return ""
	}
	for _, f := range s.Folders {
		if f.Role == role && !f.NoSelect {
			return f.Name
		}
	}
	for _, name := range usual[role] {
		if f, ok := s.Folder(s.Path(name)); ok && !f.NoSelect {
			return f.Name
		}
	}
	return ""
}

// missing are those of the folders that are not on the server.
func missing(s mailbox.Survey, names map[string]bool) []string {
	var none []string
	for name := range names {
		if _, ok := s.Folder(name); !ok && !strings.EqualFold(name, "INBOX") {
			none = append(none, name)
		}
	}
	return none
}
