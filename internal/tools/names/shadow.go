package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

var shadow = &analysis.Analyzer{
	Name: "shadow",
	Doc: `report locals that shadow a function, type, variable or constant of their own package

A reader who meets such a name must first find out which of the two it is, and an edit that moves a line out of the
scope of the local still compiles, with another meaning.

A local is whatever is declared inside a function: a variable, a constant, a type, and also a parameter, a result, a
type parameter or a receiver. Fields and methods are no locals, since they are always written with a selector, nor are
parameters of a function type or of a method of an interface, since there is no body that could use them.

Test files are left out, and so are the names that they declare.`,
	Run: reportShadows,
}

func reportShadows(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		if inTestFile(pass, file) {
			continue
		}
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok {
				reportIn(pass, function)
			}
			if variables, ok := declaration.(*ast.GenDecl); ok {
				reportIn(pass, variables) // a function literal in a variable of the package has locals too
			}
		}
	}
	return nil, nil
}

func reportIn(pass *analysis.Pass, declaration ast.Decl) {
	withBody := make(map[*ast.FuncType]bool)
	ast.Inspect(declaration, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			withBody[node.Type] = node.Body != nil
		case *ast.FuncLit:
			withBody[node.Type] = true
		case *ast.FuncType:
			return withBody[node]
		case *ast.TypeSwitchStmt:
			// Its variable has an object in each clause and none of its own.
			if assign, ok := node.Assign.(*ast.AssignStmt); ok {
				if name, ok := assign.Lhs[0].(*ast.Ident); ok {
					reportIfShadow(pass, name)
				}
			}
		case *ast.Ident:
			if isLocal(pass, pass.TypesInfo.Defs[node]) {
				reportIfShadow(pass, node)
			}
		}
		return true
	})
}

func isLocal(pass *analysis.Pass, object types.Object) bool {
	switch object := object.(type) {
	case *types.Var:
		return !object.IsField() && object.Parent() != pass.Pkg.Scope()
	case *types.Const, *types.TypeName:
		return object.Parent() != pass.Pkg.Scope()
	}
	return false // a function, a method, a label, or none at all
}

func reportIfShadow(pass *analysis.Pass, local *ast.Ident) {
	shadowed := pass.Pkg.Scope().Lookup(local.Name)
	if shadowed == nil {
		return
	}
	declared := pass.Fset.Position(shadowed.Pos())
	if strings.HasSuffix(declared.Filename, "_test.go") {
		return
	}
	pass.Reportf(local.Pos(), "%s shadows the %s %s of this package", local.Name, kind(shadowed), local.Name)
}

func kind(object types.Object) string {
	switch object.(type) {
	case *types.Func:
		return "function"
	case *types.TypeName:
		return "type"
	case *types.Const:
		return "constant"
	case *types.Var:
		return "variable"
	}
	return fmt.Sprintf("%T", object)
}

func inTestFile(pass *analysis.Pass, node ast.Node) bool {
	return strings.HasSuffix(pass.Fset.Position(node.Pos()).Filename, "_test.go")
}
