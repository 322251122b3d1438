package triage

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/emersion/go-message"
)

// AuthservIDs returns the names of the servers that say something about mails
// in their Authentication-Results fields, as the config would call them: first
// who vouches for linkedin.com in most of them, then as they stand from the
// top. Anybody can write such a field: the owner must know which server is
// theirs. It fits if one of servers, the config's, is among those that vouch,
// or among all where none does.
func AuthservIDs(mails [][]byte, servers []string) (names []string, fits bool) {
	all := authservers(mails)
	slices.SortStableFunc(all, func(a, b *authserver) int { return cmp.Compare(b.vouched, a.vouched) })
	for _, s := range all {
		names = append(names, s.name)
		fits = fits || TrustedServer(s.id, servers) && (s.vouched > 0 || all[0].vouched == 0)
	}
	return names, fits
}

// authserver is a server that spoke in some mails.
type authserver struct {
	name, id string
	vouched  int // in how many it said that they are LinkedIn's
}

func authservers(mails [][]byte) []*authserver {
	var all []*authserver
	for _, raw := range mails {
		e, err := message.Read(bytes.NewReader(raw))
		if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			continue
		}
		vouched := map[*authserver]bool{}
		for _, f := range authFields(e.Header) {
			id, infos, ok := f.read()
			name := cleanLine(ServerName(id), 200)
			if !ok || name == "" {
				continue
			}
			i := slices.IndexFunc(all, func(s *authserver) bool { return s.name == name })
			if i < 0 {
				i, all = len(all), append(all, &authserver{name: name, id: id})
			}
			var said authSaid
			said.add(infos)
			vouched[all[i]] = vouched[all[i]] || said.anyPass
		}
		for s, yes := range vouched {
			if yes {
				s.vouched++
			}
		}
	}
	return all
}
