package triage

// Empty tells that there is nothing to tell: nothing came, nothing is the
// owner's to do, nothing lapses by tomorrow, and nothing went wrong. Somebody
// may still have time to answer.
func (f Facts) Empty() bool {
	n := f.Count
	return n.Decide+n.Older+n.Drafts+n.Soon+n.Lapsed+n.Forged+n.Accepted+n.Filed+n.New+n.NewOlder+f.Came.All == 0 &&
		len(f.Hand)+len(f.Notes)+len(f.Trouble) == 0
}
