package triage

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mailLine is one line of a mail as its reader sees it, of either part.
type mailLine struct {
	text  string     // cleaned; "" is an empty line
	links []mailLink // that stand on it
	block int        // paragraph or cell: lines of one block belong together
}

// Bounds of one HTML part.
const (
	maxHTMLLines = 20000
	maxHTMLLinks = 2000
)

// htmlReader turns tokens into lines. There is no tree and no recursion: what
// is hidden is left again when as many elements of its name have ended.
type htmlReader struct {
	lines  []mailLine
	hidden []string // hidden text, a preheader mostly

	text  bytes.Buffer // of the line being read
	links []mailLink
	block int
	empty bool // the last line was an empty one of two <br>

	hiding    atom.Atom // the element that hides, 0 if none
	hideDepth int
	dark      strings.Builder

	inLink   bool
	href     string
	based    bool     // a base was named
	base     *url.URL // of relative links; nil where it cannot be read
	linkFrom int      // where in text the anchor began
	linkNum  int
}

// readHTML returns the visible lines and the hidden texts of an HTML part.
func readHTML(s string) (lines []mailLine, hidden []string) {
	h := &htmlReader{}
	z := html.NewTokenizer(strings.NewReader(s))
	for len(h.lines) < maxHTMLLines {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			h.endLine(true)
			h.endHidden()
			return h.lines, h.hidden
		case html.TextToken:
			h.addText(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			h.startTag(z, tt == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			h.endTag(atom.Lookup(name))
		}
	}
	return h.lines, h.hidden
}

func (h *htmlReader) addText(b []byte) {
	if h.hiding != 0 {
		if h.hiding != atom.Head && h.hiding != atom.Title && h.hiding != atom.Script && h.hiding != atom.Style && h.dark.Len() < 8<<10 {
			h.dark.Write(b)
		}
		return
	}
	// White space between tags is most of a mail's tokens.
	if len(bytes.TrimSpace(b)) == 0 {
		if h.text.Len() > 0 {
			h.text.WriteByte(' ')
		}
		return
	}
	if h.text.Len() < 64<<10 {
		// A line break in HTML's source is white space.
		for _, c := range b {
			if c == '\n' || c == '\r' || c == '\t' {
				c = ' '
			}
			h.text.WriteByte(c)
		}
	}
}

var voidElement = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true,
	atom.Input: true, atom.Link: true, atom.Meta: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}

// blockElement are those whose start and end are line ends.
var blockElement = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Center: true,
	atom.Dd: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Footer: true, atom.Form: true, atom.H1: true,
	atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hr: true,
	atom.Li: true, atom.Main: true, atom.Nav: true, atom.Ol: true, atom.P: true, atom.Pre: true, atom.Section: true,
	atom.Table: true, atom.Tbody: true, atom.Td: true, atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true,
	atom.Ul: true,
}

func (h *htmlReader) startTag(z *html.Tokenizer, closed bool) {
	name, more := z.TagName()
	a := atom.Lookup(name)
	if h.hiding != 0 {
		if a == h.hiding && !closed {
			h.hideDepth++
		}
		if a == atom.Body && h.hiding == atom.Head {
			h.endHidden() // a head that was never closed
		}
		if h.hiding == atom.Head && (a == atom.Base || a == atom.Meta) {
			href, _ := readAttributes(z, more, a)
			h.leadBy(a, href)
		}
		return
	}
	switch {
	case a == atom.Br:
		h.endLine(false)
		return
	case blockElement[a]:
		h.endLine(true)
	}
	if a == atom.Head || a == atom.Script || a == atom.Style || a == atom.Title {
		if !closed {
			h.hiding, h.hideDepth = a, 1
		}
		return
	}
	href, hides := readAttributes(z, more, a)
	if hides && !closed && !voidElement[a] && a != 0 {
		h.hiding, h.hideDepth = a, 1
		return
	}
	if a == atom.A {
		h.endLink()
		h.inLink, h.href, h.linkFrom = true, href, h.text.Len()
		return
	}
	h.leadBy(a, href)
}

// leadBy keeps where an element leads that is no anchor.
func (h *htmlReader) leadBy(a atom.Atom, href string) {
	switch {
	case a == atom.Base && href != "" && !h.based && len(href) <= 2<<10:
		h.based = true
		h.base, _ = url.Parse(href)
	case a != atom.Base && href != "":
		h.addLink(href, "", true)
	}
}

// leads are the attributes by which an element leads somewhere.
var leads = map[atom.Atom][]string{atom.A: {"href", "xlink:href"}, atom.Area: {"href"}, atom.Base: {"href"}, atom.Form: {"action"},
	atom.Button: {"formaction"}, atom.Input: {"formaction"}, atom.Meta: {"content"}}

// readAttributes returns where an element leads, and whether it hides what is
// in it.
func readAttributes(z *html.Tokenizer, more bool, a atom.Atom) (href string, hides bool) {
	anchor := a == atom.A
	for n := 0; more && n < 200; n++ {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch {
		case slices.Contains(leads[a], string(key)):
			if href = string(val); a == atom.Meta {
				href = refreshTarget(href)
			}
		case string(key) == "style":
			hides = hides || hidingStyle(val, anchor)
		case string(key) == "hidden":
			hides = true
		}
	}
	return href, hides
}

// refreshTarget is where <meta http-equiv="refresh" content="0; url=..."> goes.
func refreshTarget(content string) string {
	_, target, ok := strings.Cut(content, ";")
	key, target, _ := strings.Cut(target, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(key), "url") {
		return ""
	}
	return strings.Trim(strings.TrimSpace(target), `'"`)
}

// hidingStyle looks for what mails hide a preheader with. Buttons are hidden
// from Outlook only, by mso-hide: to all others they are there.
func hidingStyle(style []byte, anchor bool) bool {
	if len(style) > 4<<10 {
		style = style[:4<<10]
	}
	for decl := range bytes.SplitSeq(style, []byte{';'}) {
		key, val, ok := bytes.Cut(decl, []byte{':'})
		if !ok {
			continue
		}
		key, val = bytes.TrimSpace(key), bytes.TrimSpace(val)
		val = bytes.TrimSpace(bytes.TrimSuffix(val, []byte("!important")))
		switch {
		case foldsTo(key, "display") && foldsTo(val, "none"),
			foldsTo(key, "visibility") && foldsTo(val, "hidden"),
			foldsTo(key, "mso-hide") && foldsTo(val, "all") && !anchor:
			return true
		case (foldsTo(key, "font-size") || foldsTo(key, "opacity") || foldsTo(key, "max-height")) && len(val) > 0 && len(bytes.Trim(val, "0.pxemt%")) == 0 && bytes.IndexByte(val, '0') >= 0:
			return true
		}
	}
	return false
}

func foldsTo(b []byte, s string) bool {
	return len(b) == len(s) && bytes.EqualFold(b, []byte(s))
}

func (h *htmlReader) endTag(a atom.Atom) {
	if h.hiding != 0 {
		if a == h.hiding {
			if h.hideDepth--; h.hideDepth <= 0 {
				h.endHidden()
			}
		}
		return
	}
	if a == atom.A {
		h.endLink()
	}
	if blockElement[a] {
		h.endLine(true)
	}
}

func (h *htmlReader) endHidden() {
	if s := cleanLine(h.dark.String(), maxNoteRunes); s != "" && len(h.hidden) < 20 {
		h.hidden = append(h.hidden, s)
	}
	h.dark.Reset()
	h.hiding, h.hideDepth = 0, 0
}

func (h *htmlReader) endLink() {
	if !h.inLink {
		return
	}
	h.inLink = false
	text := ""
	if h.linkNum >= maxHTMLLinks {
		return
	}
	if s := h.text.Bytes(); h.linkFrom < len(s) {
		text = cleanLine(showLinks(string(s[h.linkFrom:])), maxNameRunes)
	}
	h.addLink(h.href, text, false)
}

func (h *htmlReader) addLink(href, text string, acts bool) {
	if h.linkNum++; h.linkNum > maxHTMLLinks {
		return
	}
	l := parseMailLink(resolve(h.base, href), text)
	l.acts = acts
	h.links = append(h.links, l)
}

// endLine ends a line, and at a block's edge the block too. An anchor around
// blocks is one link on its first line that has text.
func (h *htmlReader) endLine(block bool) {
	s := cleanLine(showLinks(h.text.String()), 4*maxNoteRunes)
	if h.inLink && s != "" {
		h.endLink()
	}
	if s == "" && block {
		h.empty = false
	}
	switch {
	case s != "":
		h.lines = append(h.lines, mailLine{text: s, links: h.links, block: h.block})
		h.empty = false
		h.links = nil
	case !block && !h.empty && len(h.lines) > 0 && h.lines[len(h.lines)-1].block == h.block:
		h.lines = append(h.lines, mailLine{block: h.block})
		h.empty = true
	case block && len(h.links) > 0 && !h.inLink:
		// A picture's link has no text, and belongs to no line of words.
		h.lines = append(h.lines, mailLine{links: h.links, block: h.block})
		h.links = nil
	}
	h.text.Reset()
	h.linkFrom = 0
	if block && len(h.lines) > 0 && h.lines[len(h.lines)-1].block == h.block {
		h.block++
	}
}
