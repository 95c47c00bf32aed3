package shadow

func onlyInTests() {}

func inATest(summary string) string { return summary }
