// A function without any module: it asks Lambda for an event, answers it, and asks for the next.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
)

type answer struct {
	From  string          `json:"from"`
	Event json.RawMessage `json:"event"`
}

func main() {
	base := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		if err := one(base); err != nil {
			log.Fatal(err)
		}
	}
}

func one(base string) error {
	next, err := http.Get(base + "next")
	if err != nil {
		return err
	}
	defer next.Body.Close()
	event, err := io.ReadAll(next.Body)
	if err != nil {
		return err
	}
	body, err := json.Marshal(answer{From: "Go", Event: event})
	if err != nil {
		return err
	}
	id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
	done, err := http.Post(base+id+"/response", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	return done.Body.Close()
}
