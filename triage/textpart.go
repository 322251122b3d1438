package triage

import (
	"regexp"
	"strings"
)

// readTextPart splits a text part into lines. A link to LinkedIn is replaced
// by what is safe of it; its label is what stands before it on the line.
func readTextPart(s string) []mailLine {
	if strings.IndexByte(s, '\r') >= 0 {
		s = lineEnds.Replace(s)
	}
	s = rejoinLinks(s)
	lines := make([]mailLine, 0, 32)
	block, links := 0, 0
	for raw := range strings.SplitSeq(s, "\n") {
		if len(lines) == maxHTMLLines {
			break
		}
		l := mailLine{block: block}
		if indexHTTP(raw) >= 0 {
			raw, l.links = takeTextLinks(raw)
			if links += len(l.links); links > maxHTMLLinks {
				l.links = nil
			}
		}
		if len(raw) > 64<<10 {
			raw = raw[:64<<10]
		}
		l.text = cleanLine(strings.ToValidUTF8(raw, ""), 4*maxNoteRunes)
		if l.text == "" {
			block++
			l.block = block
		}
		lines = append(lines, l)
	}
	return lines
}

// indexHTTP is where "http" begins in s, in whatever case; -1 if nowhere.
func indexHTTP(s string) int {
	for at := 0; ; {
		i := strings.IndexAny(s[at:], "hH")
		if i < 0 || len(s)-at-i < 4 {
			return -1
		}
		if at += i; strings.EqualFold(s[at:at+4], "http") {
			return at
		}
		at++
	}
}

// takeTextLinks finds the links of one line.
func takeTextLinks(s string) (string, []mailLink) {
	var out []byte
	var links []mailLink
	label := 0 // where in out the label of the next link begins
	for {
		i := indexHTTP(s)
		if i < 0 {
			break
		}
		if !webScheme.MatchString(s[i:]) {
			out = append(out, s[:i+4]...)
			s = s[i+4:]
			continue
		}
		out = append(out, s[:i]...)
		href := s[i:]
		if end := strings.IndexAny(href, " \t<>\""); end >= 0 {
			href = href[:end]
		}
		s = s[i+len(href):]
		if len(links) == 50 { // nobody writes so many: what follows is not shown
			return string(out) + "…", links
		}
		href, tail := trimLinkEnd(href)
		l := parseMailLink(href, cleanLine(strings.Trim(string(out[label:]), " \t:(<"), maxNameRunes))
		if l.packed = l.tracked && l.text != "" && len(out) > 0 && out[len(out)-1] == '<' && strings.HasPrefix(s, ">"); l.packed {
			// "Accept<https://...>": a text part that was made from HTML.
			out, s = out[:len(out)-1], s[1:]
		} else {
			out = append(out, l.shown(href)+tail...)
		}
		links = append(links, l)
		label = len(out)
	}
	return string(append(out, s...)), links
}

// showLinks replaces the links that are written out in a text by what may be
// shown of them.
func showLinks(s string) string {
	if strings.Contains(s, "://") {
		s, _ = takeTextLinks(s)
	}
	return s
}

// trimLinkEnd parts a link from the punctuation of the sentence around it.
func trimLinkEnd(href string) (link, tail string) {
	end := len(strings.TrimRight(href, ".,;:!?'"))
	if strings.HasSuffix(href[:end], ")") && !strings.Contains(href, "(") {
		end--
	}
	return href[:end], href[end:]
}

// LinkedIn breaks no line of a link [SAW], but mail gateways do, at 72 to 78
// columns: what follows is then letters of a link and nothing else.
var (
	brokenLink = regexp.MustCompile(`https?://[^\s<>"]{20,}$`)
	restOfLink = regexp.MustCompile(`^[\w%&=~.+;:/?@!$*,'()-]*[\d%&=_][\w%&=~.+;:/?@!$*,'()-]*>?\)?$`)
)

const minWrap = 60 // columns: nobody wraps mail narrower

// rejoinLinks puts broken links together again, so that no piece of one is
// taken for words.
func rejoinLinks(s string) string {
	if !strings.Contains(s, "http") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	open, before := false, 0 // the line before ends within a link, and its length
	for line := range strings.Lines(s) {
		text := strings.TrimSuffix(line, "\n")
		switch {
		case open && before >= minWrap && len(text) <= before+2 && !strings.HasPrefix(text, "http") && restOfLink.MatchString(text):
			before = len(text)
		default:
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
			before = len(text)
			open = before >= minWrap && before <= 100 && brokenLink.MatchString(text)
		}
		out.WriteString(text)
	}
	return out.String()
}
