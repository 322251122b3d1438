package main

import (
	"database/sql"
	"reflect"

	_ "modernc.org/sqlite"
)

// lockFile begins a write transaction on a ledger and keeps it open.
func lockFile(path string) (func(), error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=exclusive")
	if err != nil {
		return nil, err
	}
	tx, err := db.Begin()
	if err != nil {
		db.Close()
		return nil, err
	}
	return func() { tx.Rollback(); db.Close() }, nil
}

// allKeys are the keys of the config, without their tables.
func allKeys() []string {
	var all []string
	t := reflect.TypeFor[Config]()
	for _, k := range keys(t, "") {
		if f, _ := fieldOf(t, k); f.Kind() == reflect.Struct && len(keys(f, "")) > 0 {
			all = append(all, keys(f, "")...)
			continue
		}
		all = append(all, k)
	}
	return all
}
