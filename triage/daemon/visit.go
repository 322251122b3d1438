package daemon

import (
	"context"
	"slices"

	"havewemet/mailbox"
	"havewemet/triage"
)

// Visit is what `check` finds out about a server. Nothing is changed.
type Visit struct {
	Folders     triage.Folders // as the server spells them
	ToMake      []string       // those of them that are not there yet
	All         []mailbox.Folder
	AuthservIDs []string         // who vouched for LinkedIn mails in the inbox (RFC 8601 section 2.5)
	TrustFits   bool             // the config trusts one of them
	strange     []triage.Strange // what the headers of those mails tell of drift
}

// sample is how many recent mails of LinkedIn's are looked at for who vouched.
const sample = 20

// Visit looks at the server without touching it.
func (d *Daemon) Visit(ctx context.Context, box *mailbox.Session) (Visit, error) {
	var v Visit
	survey, err := box.Survey(ctx, nil, mailbox.Read{Folder: "INBOX", Search: []mailbox.Query{{Match: has("From", "linkedin.com")}}})
	if err != nil {
		return v, err
	}
	v.All = survey.Folders
	if v.Folders, err = resolve(survey, d.Rules); err != nil {
		return v, d.at(err)
	}
	needed := map[string]bool{}
	for _, name := range filedFolders(v.Folders) {
		needed[name] = true
	}
	v.ToMake = missing(survey, needed)
	slices.Sort(v.ToMake)
	inbox := survey.Found[0]
	if inbox.Err != nil || len(inbox.Hits[0]) == 0 {
		return v, inbox.Err
	}
	uids := inbox.Hits[0][max(0, len(inbox.Hits[0])-sample):]
	found, err := box.Read(ctx, mailbox.Read{Folder: "INBOX", Fetch: []mailbox.Fetch{{UIDs: uids, Parts: mailbox.Header}}})
	if err != nil || found[0].Err != nil {
		return v, err
	}
	var headers [][]byte
	for _, mail := range found[0].Mails[0] {
		if n, err := d.Reader.Read(mail.Raw); err == nil && n.Strange != nil {
			v.strange = append(v.strange, *n.Strange)
		}
		headers = append(headers, mail.Raw)
	}
	v.AuthservIDs, v.TrustFits = triage.AuthservIDs(headers, d.Reader.AuthServers)
	return v, nil
}
