// Package triage knows what a LinkedIn notification is, what an invitation's
// note is worth, what is to be done about it and what is to be said.
//
// It is pure: bytes and a clock value in, values out. It opens no file and no
// connection, reads no clock and writes no log. The way through, as data:
//
//	bytes -> Notification -> Invitation -> Verdict -> Plan -> (journal) -> Summary
//
// [Reader.Read] tells what a mail is, [Judge.Judge] what its note is worth,
// [MakePlan] what a pass does about it, [NewQuestion] how Martha asks back and
// [Summary.Mail] how she is told once a day.
package triage
