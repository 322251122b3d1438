package mailbox_test

import (
	"strings"
	"testing"

	"havewemet/mailbox"
)

// testParts reads mails of all shapes as TextPart.
func testParts(t *testing.T, r rig) {
	head := "From: Ann <ann@example.com>\nSubject: shape\nX-Other: not listed\nMIME-Version: 1.0\n"
	kept := "From: Ann <ann@example.com>\nSubject: shape\n"
	tests := []struct {
		name, raw, want string
		whole           bool
	}{
		{"plain, no type", "Subject: shape\n\nHello.\n", "Subject: shape\n\nHello.\n", true},
		{"plain, folded and encoded",
			head + "Content-Type: text/plain;\n charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n",
			kept + "Content-Type: text/plain;\n charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n", true},
		{"alternative, quoted-printable",
			head + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n" +
				"Content-Transfer-Encoding: quoted-printable\nContent-ID: <x>\n\nGr=C3=BC=C3=9Fe\n--b\nContent-Type: text/html\n\n<p>no</p>\n--b--\n",
			kept + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe", false},
		{"part without type",
			head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b--\n",
			kept + "\nHello.", false},
		{"nested multipart",
			head + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n" +
				"--b\nContent-Type: text/plain\n\nHello.\n--b--\n\n--a--\n",
			kept + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n", false},
		{"html",
			head + "Content-Type: text/html\n\n<p>Hello.</p>\n",
			kept + "MIME-Version: 1.0\nContent-Type: text/html\n\n", false},
		{"attachment first",
			head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nHello.\n--b--\n",
			kept + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n", false},
		{"multipart without parts",
			head + "Content-Type: multipart/mixed; boundary=b\n\nnothing\n",
			kept + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n", false},
	}
	s := r.dial(t)
	name := box(t, s)
	var raws [][]byte
	for _, test := range tests {
		raws = append(raws, crlf(test.raw))
	}
	long := crlf("Subject: long\n\n" + strings.Repeat("0123456789\n", mailbox.MaxText/10))
	raws = append(raws, long)
	fill(t, s, name, raws...)

	found := read(t, s, mailbox.Read{Folder: name, Fetch: []mailbox.Fetch{{Parts: mailbox.TextPart}, {Parts: mailbox.Header}, {Parts: mailbox.Whole}}})[0]
	if found.Err != nil {
		t.Fatal(found.Err)
	}
	bySize := make(map[int64]int)
	for i, m := range found.Mails[0] {
		bySize[m.Size] = i
	}
	for i, test := range tests {
		n := bySize[int64(len(raws[i]))]
		got := found.Mails[0][n]
		equal(t, test.name, fold(got.Raw), test.want)
		equal(t, test.name+" whole", got.Whole, test.whole)
		equal(t, test.name+" as it came", string(found.Mails[2][n].Raw), string(raws[i]))
		header := fold(found.Mails[1][n].Raw)
		if !strings.HasSuffix(header, "\n\n") || strings.Contains(header, "X-Other") || !strings.Contains(header, "Subject: shape\n") {
			t.Errorf("%s: header %q", test.name, header)
		}
	}
	cut := found.Mails[0][bySize[int64(len(long))]]
	equal(t, "length of a cut text", len(cut.Raw), len("Subject: long\r\n\r\n")+mailbox.MaxText)
	equal(t, "cut text is whole", cut.Whole, false)
	if len(found.Mails[0]) != len(raws) {
		t.Errorf("%d mails", len(found.Mails[0]))
	}
}

func fold(b []byte) string { return strings.ReplaceAll(string(b), "\r\n", "\n") }
