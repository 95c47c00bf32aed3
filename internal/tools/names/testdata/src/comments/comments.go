// Package comments has comments of many widths.
package comments

// A line may have 120 columns.
// a line that is as long as it has to be for this test and that says nothing else of any use to those who read it a....
// a line that is as long as it has to be for this test and that says nothing else of any use.. // want "has 121 columns"
func wrapped() {
	// A tab is four columns: a line that is as long as it has to be for this test and that says nothing else of any....
	// A tab is four columns: a line that is as long as it has to be for this test and that.... // want "has 121 columns"
	wrapped() // after code: a line that is as long as it has to be for this test and that says nothing else of any use.
	wrapped() // after code: a line that is as long as it has to be for this test and that..... // want "has 121 columns"
}

// A character is one column, however many bytes it has, as … and é: a line that is as long as it has to be for this....
func characters() {}

// Each line of a block counts. // want +3 "has 121 columns"
/*
A block.
a line that is as long as it has to be for this test and that says nothing else of any use to those who read it a line...
*/
func block() {}

func twoComments( /* one */ ) {} /* two, on a line of which only one report is made, whatever the number is */ // want "columns"

// An address cannot be wrapped:
// https://example.com/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/
// (https://example.com/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/).
//   - https://example.com/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/a-long-path/ // want "columns"
func address() {}

//go:generate echo a directive cannot be wrapped either a directive cannot be wrapped either a directive cannot be wrapped either a directive cannot be wrapped either
func directives() string {
	return "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" //nolint:lll // a directive has to be on the line that it is about
}

// A line without a comment is for gofmt and reviewers.
const text = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
