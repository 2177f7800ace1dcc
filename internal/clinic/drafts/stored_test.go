package drafts

import (
	"encoding/json"
	"maps"
	"testing"
)

// What is stored must open for ever: the body of version 1.
func TestTheStoredFormOpensForEver(t *testing.T) {
	t.Parallel()
	const body = `{"name":"রহিমা","phone":"98123"}`
	var got fields
	if err := json.Unmarshal([]byte(body), &got); err != nil || !maps.Equal(got, fields{"name": "রহিমা", "phone": "98123"}) || fieldsDoc.Version != 1 {
		t.Errorf("%v %v", got, err)
	}
	if again, err := json.Marshal(got); err != nil || string(again) != body {
		t.Errorf("written as %s", again)
	}
}
