package triage

import "testing"

func TestUnwrap(t *testing.T) {
	const slug = "jane-doe"
	for _, href := range []string{
		"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.linkedin.com%2Fcomm%2Fin%2Fjane-doe%3FmidToken%3DTOKENm&data=05%7C01&sdata=TOKENs&reserved=0",
		"https://urldefense.proofpoint.com/v2/url?u=https-3A__www.linkedin.com_comm_in_jane-2Ddoe-3FmidToken-3DTOKENm&d=DwMF&c=TOKENc&e=",
		"https://urldefense.com/v3/__https://www.linkedin.com/comm/in/jane-doe?midToken=TOKENm&trk=eml__;!!TOKENs$",
		"https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.linkedin.com%2fcomm%2fin%2fjane-doe%3fmidToken%3dTOKENm&c=E,1,TOKENc",
		"https://protect2.fireeye.com/v1/url?k=TOKENk&u=https%3A%2F%2Fwww.linkedin.com%2Fcomm%2Fin%2Fjane-doe%3FmidToken%3DTOKENm",
		"https://protect.checkpoint.com/v2/___https://www.linkedin.com/comm/in/jane-doe?midToken=TOKENm___.TOKENs",
		"https://secure-web.cisco.com/1TOKENh/https%3A%2F%2Fwww.linkedin.com%2Fcomm%2Fin%2Fjane-doe%3FmidToken%3DTOKENm",
		"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fwww.linkedin.com%2Fcomm%2Fin%2Fjane-doe__%3B!!TOKENs%24",
	} {
		l := parseMailLink(href, "View profile")
		if !l.linkedin || l.slug != slug {
			t.Errorf("%s is read as %+v", href, l)
		}
		if shown, want := l.shown(href), "https://www.linkedin.com/in/"+slug; shown != want {
			t.Errorf("%s is shown as %s", href, shown)
		}
	}
}

// A gateway vouches for nothing: a link packed into one is as foreign as it is.
func TestUnwrapForeign(t *testing.T) {
	for href, want := range map[string]string{
		"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Flinkedin.com": "evil.example",
		"https://notsafelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fwww.linkedin.com":  "notsafelinks.protection.outlook.com.evil.example",
		"https://protect-eu.mimecast.com/s/TOKENcode?domain=linkedin.com":                               "protect-eu.mimecast.com",
		"https://eur01.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)":                     "eur01.safelinks.protection.outlook.com",
	} {
		l := parseMailLink(href, "Accept")
		if l.host != want || l.linkedin {
			t.Errorf("%s is read as %+v", href, l)
		}
		if shown := l.shown(href); shown != "https://"+want+"/" {
			t.Errorf("%s is shown as %s", href, shown)
		}
	}
}
