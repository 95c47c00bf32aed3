package comments

// In a test: a line that is as long as it has to be for this test and that says nothing else.. // want "has 121 columns"
func inATest() {}
