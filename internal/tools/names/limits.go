package main

import (
	"go/ast"
	"regexp"

	"golang.org/x/tools/go/analysis"
)

var limits = &analysis.Analyzer{
	Name: "limits",
	Doc: `report limits that are not called max or min

A reader looks for maxRetries and minLength, and finds neither mostRetries nor shortest. The rule holds for every name
that is declared, in tests too.`,
	Run: reportLimits,
}

var otherLimit = regexp.MustCompile(`^([Mm]ost|[Ll]east|[Ll]ongest|[Ss]hortest|[Dd]eepest)[A-Z]`)

func reportLimits(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		ast.Inspect(file, func(node ast.Node) bool {
			if name, ok := node.(*ast.Ident); ok && isDeclared(pass, name) && otherLimit.MatchString(name.Name) {
				pass.Reportf(name.Pos(), "%s is a limit by another name than max… or min…", name.Name)
			}
			return true
		})
	}
	return nil, nil
}

func isDeclared(pass *analysis.Pass, name *ast.Ident) bool {
	_, declared := pass.TypesInfo.Defs[name]
	return declared
}
