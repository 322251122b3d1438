package triage_test

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/emersion/go-message/mail"
)

var pictures = flag.String("pictures", "", "`directory` for the README's pictures of a summary")

// findFaults looks at a page that is rendered, and tells what is wrong with it.
//
//go:embed testdata/browser/faults.js
var findFaults string

// browser is a headless Chromium with one tab.
type browser struct {
	ctx      context.Context
	dir      string
	requests []string // of the page that is shown, but for itself
	url      string
}

// tool is the path of a program that a test needs. Without it the test is
// skipped, but not where CI=true, which has to have it.
func tool(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("none of %q is installed", names)
	}
	t.Skipf("none of %q is installed", names)
	return ""
}

// openBrowser starts Chromium: $CHROMIUM, or the one that is installed. It has
// a profile of its own and finds no host.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	path := tool(t, os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
	b := &browser{dir: t.TempDir()}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(2*time.Minute), // to start, on a busy machine
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	var shut context.CancelFunc
	b.ctx, shut = chromedp.NewContext(ctx)
	t.Cleanup(shut)
	if err := chromedp.Listen(b.ctx, func(ev any) {
		if r, ok := ev.(*network.EventRequestWillBeSent); ok && r.Request.URL != b.url {
			b.requests = append(b.requests, r.Request.URL)
		}
	}); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	if err := chromedp.Do(b.ctx, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		return cdp.Call(ctx, tab, network.Enable, network.EnableParams{})
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

// look is one way in which a page is looked at.
type look struct {
	width, height int64
	scale         float64
	scheme        string
}

func (l look) String() string { return fmt.Sprintf("%d px, %s", l.width, l.scheme) }

var looks = []look{{360, 740, 1, "light"}, {360, 740, 1, "dark"}, {800, 900, 1, "light"}, {800, 900, 1, "dark"}}

func (b *browser) set(t *testing.T, l look) {
	t.Helper()
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(l.scale)}
	if l.width < 600 {
		options = append(options, chromedp.EmulateMobile) // obeys the viewport's meta element
	}
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(l.width, l.height, options...), func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, scheme(ctx, tab, l.scheme)
	}); err != nil {
		t.Fatal(err)
	}
}

func scheme(ctx context.Context, tab *chromedp.Target, name string) error {
	_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	return err
}

// open shows a page as it is first looked at.
func (b *browser) open(t *testing.T, html string) {
	t.Helper()
	file := filepath.Join(b.dir, "page.html")
	if err := os.WriteFile(file, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	b.url, b.requests = "file://"+file, nil
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.url)); err != nil {
		t.Fatal(err)
	}
}

// faults shows a page in all ways, and tells what is wrong with it.
func (b *browser) faults(t *testing.T, html string) []string {
	t.Helper()
	var all []string
	for i, l := range looks {
		b.set(t, l)
		if i == 0 {
			b.open(t, html)
		}
		faults, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](fmt.Sprintf("(%s)(%d)", findFaults, l.width)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range faults {
			all = append(all, fmt.Sprintf("%s (%s)", f, l))
		}
	}
	for _, url := range b.requests {
		all = append(all, "request: "+url)
	}
	return all
}

// parts reads a mail in testdata/summary, of two texts.
func parts(t *testing.T, file string) (h mail.Header, text, html string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var bodies []string
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		bodies = append(bodies, string(body))
	}
	if len(bodies) != 2 {
		t.Fatalf("%s: %d parts", file, len(bodies))
	}
	return r.Header, bodies[0], bodies[1]
}

func goldenMails(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/summary/*.eml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d mails in testdata/summary, %v", len(files), err)
	}
	return files
}

// TestSummaryInBrowser looks at every mail, as a phone and a wide window show
// it, light and dark.
func TestSummaryInBrowser(t *testing.T) {
	b := openBrowser(t)
	for _, file := range goldenMails(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			_, _, html := parts(t, file)
			faults := b.faults(t, html)
			for _, f := range faults[:min(len(faults), 20)] {
				t.Error(f)
			}
			if len(faults) > 20 {
				t.Errorf("and %d more", len(faults)-20)
			}
		})
	}
}

// TestBrowserFindsFaults: a check that never fails would show nothing.
func TestBrowserFindsFaults(t *testing.T) {
	b := openBrowser(t)
	page := func(root, head, body string) string {
		return `<!doctype html><html ` + root + `><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` + head + `</head><body style="margin:0;background:#fff;color:#111">` + body + `</body></html>`
	}
	const link = "https://www.linkedin.com/in/reader/"
	box := func(style, rest string) string {
		return `<td style="height:9px;width:40px;` + style + `">` + rest + `</td>`
	}
	for want, html := range map[string]string{
		"overflow: the page":              page(`lang="en" dir="ltr"`, "", `<div style="width:900px">wide</div>`),
		"overflow: <div> “long":           page(`lang="en" dir="ltr"`, "", `<div style="width:900px">long</div>`),
		"overflow: the words":             page(`lang="en" dir="ltr"`, "", `<div style="width:90px">`+strings.Repeat("W", 200)+`</div>`),
		"overflow: <p> “cut” is cut":      page(`lang="en" dir="ltr"`, "", `<p style="width:9px;overflow:hidden">cut</p>`),
		"contrast: 2.":                    page(`lang="en" dir="ltr"`, "", `<p style="color:#999">pale</p>`),
		"contrast: 1.00 of <p> “dark”":    page(`lang="en" dir="ltr"`, `<style>@media (prefers-color-scheme: dark) { p { background: #111 } }</style>`, `<p>dark</p>`),
		"of the bar <td> “” to the page":  page(`lang="en" dir="ltr"`, "", `<table><tr>`+box("background:#ddd", "")+`</tr></table>`),
		"of the bar <td> “” to <td":       page(`lang="en" dir="ltr"`, "", `<table cellspacing="0"><tr>`+box("background:#333", "")+box("background:#444", "&nbsp;")+`</tr></table>`),
		"small: 9 px":                     page(`lang="en" dir="ltr"`, "", `<p style="font-size:9px">tiny</p>`),
		"align: <p class=n>":              page(`lang="en" dir="ltr"`, "", `<p class="n" dir="auto" style="text-align:left">שלום</p>`),
		"target: ":                        page(`lang="en" dir="ltr"`, "", `<a href="`+link+`">Profile</a>`),
		"and <a> “two” overlap":           page(`lang="en" dir="ltr"`, "", strings.Repeat(`<a href="`+link+`" style="display:block;height:50px;margin-bottom:-9px">two</a>`, 2)),
		"link: https://www.linkedin.com/": page(`lang="en" dir="ltr"`, "", `<a href="https://www.linkedin.com/feed/">x</a>`),
		"link: https://evil.example/":     page(`lang="en" dir="ltr"`, "", `<a href="https://evil.example/">x</a>`),
		"lang: “”":                        page(`dir="ltr"`, "", ""),
		"dir: “”":                         page(`lang="en"`, "", ""),
		"element: <script>":               page(`lang="en" dir="ltr"`, "<script></script>", ""),
		"script: <p> “” onclick":          page(`lang="en" dir="ltr"`, "", `<p onclick="x()"></p>`),
		"remote: <img> “” src":            page(`lang="en" dir="ltr"`, "", `<img src="https://evil.example/a.png">`),
		"remote: the style of <style>":    page(`lang="en" dir="ltr"`, `<style>p { background: url(x.png) }</style>`, ""),
		"request: https://evil.example/b": page(`lang="en" dir="ltr"`, "", `<img src="https://evil.example/b.png">`),
		"request: https://evil.example/c": page(`lang="en" dir="ltr"`, `<link rel="stylesheet" href="https://evil.example/c.css">`, ""),
		"request: https://evil.example/d": page(`lang="en" dir="ltr"`, "", `<p style="background:url(https://evil.example/d.png)">x</p>`),
		"request: https://evil.example/e": page(`lang="en" dir="ltr"`, `<style>@media (prefers-color-scheme: dark) { p { background: url(https://evil.example/e.png) } }</style>`, `<p>x</p>`),
	} {
		t.Run(want, func(t *testing.T) {
			if got := strings.Join(b.faults(t, html), "\n"); !strings.Contains(got, want) {
				t.Errorf("not found; these were:\n%s", got)
			}
		})
	}
	if got := b.faults(t, page(`lang="en" dir="ltr"`, "", `<p>all is well</p><a href="`+link+`" style="display:block;height:44px">Profile</a>`)); got != nil {
		t.Errorf("a good page has faults: %q", got)
	}
}

// TestSummaryPictures takes the README's pictures. Their pixels differ from one
// version of the browser to the next, so that they are not compared.
func TestSummaryPictures(t *testing.T) {
	b := openBrowser(t)
	_, _, html := parts(t, "testdata/summary/rich.eml")
	for name, l := range map[string]look{"summary-phone.png": {360, 1120, 2, "light"}, "summary-wide.png": {800, 1120, 1.5, "dark"}} {
		b.set(t, l)
		b.open(t, html)
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		size := img.Bounds().Size()
		colours := map[any]bool{}
		for y := range size.Y {
			for x := range size.X {
				colours[img.At(x, y)] = true
			}
		}
		if size.X != int(float64(l.width)*l.scale) || len(colours) < 10 {
			t.Errorf("%s: %v with %d colours", name, size, len(colours))
		}
		if *pictures != "" {
			if err := os.WriteFile(filepath.Join(*pictures, name), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
