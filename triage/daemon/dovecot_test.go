package daemon

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
)

// TestDovecot does the same on a real Dovecot where there is one:
// HAVEWEMET_DOVECOT="host:port user password", a server that lets in any user
// with that password. See .ci/dovecot.
func TestDovecot(t *testing.T) {
	env := strings.Fields(os.Getenv("HAVEWEMET_DOVECOT"))
	if len(env) != 3 {
		t.Skip("HAVEWEMET_DOVECOT is not set")
	}
	n := 0
	fresh := func(t *testing.T) *world {
		n++
		user := fmt.Sprintf("daemon%d-%d", time.Now().UnixNano(), n)
		return worldOn(t, mailbox.Account{Addr: env[0], Security: "none", User: user, Password: env[2], Timeout: 30 * time.Second})
	}
	t.Run("files and drafts", func(t *testing.T) { testPassFilesAndDrafts(t, fresh(t)) })
	t.Run("silence lapses and answers count", func(t *testing.T) { testLife(t, fresh(t)) })
	t.Run("summary once a day", func(t *testing.T) { testSummaryOnceADay(t, fresh(t)) })
	t.Run("ledger lost", func(t *testing.T) { testLedgerLost(t, fresh(t)) })
	t.Run("limit a day", func(t *testing.T) { testLimitADay(t, fresh(t)) })
	t.Run("watching uses nothing up", func(t *testing.T) { testWatching(t, fresh(t)) })
	t.Run("moved back to the inbox", func(t *testing.T) { testMovedBack(t, fresh(t)) })
	t.Run("generic to personal by hand", func(t *testing.T) { testHandGenericToPersonal(t, fresh(t)) })
	t.Run("personal to generic by hand", func(t *testing.T) { testHandPersonalToGeneric(t, fresh(t)) })
	t.Run("taken away", func(t *testing.T) { testHandDeletes(t, fresh(t)) })
	t.Run("the inbox sorted by hand", func(t *testing.T) { testHandSortsTheInbox(t, fresh(t)) })
	t.Run("whom the owner wrote with before", func(t *testing.T) { testLookUp(t, fresh(t), "Old mail") })
	t.Run("undo", func(t *testing.T) { testUndo(t, fresh(t)) })
	t.Run("undo further back", func(t *testing.T) { testUndoFurtherBack(t, fresh(t)) })
	t.Run("many", func(t *testing.T) { testMany(t, fresh(t)) })
}
