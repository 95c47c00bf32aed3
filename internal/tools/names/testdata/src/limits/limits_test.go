package limits

var mostInATest = maxRetries // want "mostInATest is a limit"
