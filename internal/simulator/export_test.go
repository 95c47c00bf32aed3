package simulator

import "strconv"

// OtherValues returns an assignment for each value that a switch with listed values can have besides its default.
func OtherValues() []string {
	var assignments []string
	b := Behaviour{PendingReads: new(int)}
	for _, c := range b.choices() {
		for _, value := range c.values[1:] {
			assignments = append(assignments, c.name+"="+value)
		}
	}
	for _, n := range b.numbers() {
		for _, value := range n.values {
			if value != n.defaultValue {
				assignments = append(assignments, n.name+"="+strconv.Itoa(value))
			}
		}
	}
	return assignments
}

// Endpoints returns the method and path of each endpoint of the API.
func Endpoints() []string {
	var calls []string
	for _, rt := range routes {
		calls = append(calls, rt.method+" "+rt.path)
	}
	return calls
}
