package provider

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// BenchmarkResultShapes shows why data sources with thousands of results return a list of objects: the cost of one
// element in the plugin framework must not grow with the number of elements. Compare the time for one element between
// the sizes of a shape.
func BenchmarkResultShapes(b *testing.B) {
	for name, shape := range shapes {
		for _, size := range shape.sizes {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				server := providerserver.NewProtocol6(shapeProvider{shape: shape, size: size})()
				typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{}}
				values := map[string]tftypes.Value{}
				for attribute, kind := range shape.attributes() {
					typ.AttributeTypes[attribute] = kind.GetType().TerraformType(b.Context())
					values[attribute] = tftypes.NewValue(typ.AttributeTypes[attribute], nil)
				}
				config := coretest.Dynamic(b, typ, tftypes.NewValue(typ, values))
				b.ReportAllocs()
				for b.Loop() {
					answer, err := server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "shape", Config: config})
					coretest.Must(b, err)
					coretest.WantNoErrors(b, answer.Diagnostics)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*size), "ns/element")
			})
		}
	}
}

// shape is a way to return eight strings for each of many things.
type shape struct {
	sizes      []int
	attributes func() map[string]schema.Attribute
	answer     func(size int) map[string]attr.Value
}

var (
	shapeFields = []string{"id", "name", "ifsc", "vpa", "last_four", "status", "added_on", "email"}
	shapeTypes  = func() map[string]attr.Type {
		typ := map[string]attr.Type{}
		for _, field := range shapeFields {
			typ[field] = types.StringType
		}
		return typ
	}()
	shapeObjects = schema.NestedAttributeObject{Attributes: func() map[string]schema.Attribute {
		nested := map[string]schema.Attribute{}
		for _, field := range shapeFields {
			nested[field] = schema.StringAttribute{Computed: true}
		}
		return nested
	}()}
)

var shapes = map[string]shape{
	"list_of_objects": {
		[]int{100, 1_000, 4_000},
		func() map[string]schema.Attribute {
			return map[string]schema.Attribute{"all": schema.ListNestedAttribute{Computed: true, NestedObject: shapeObjects}}
		},
		func(size int) map[string]attr.Value {
			return map[string]attr.Value{"all": types.ListValueMust(types.ObjectType{AttrTypes: shapeTypes}, shapeElements(size))}
		},
	},
	"set_of_objects": { // a thousand take half a minute
		[]int{10, 100},
		func() map[string]schema.Attribute {
			return map[string]schema.Attribute{"all": schema.SetNestedAttribute{Computed: true, NestedObject: shapeObjects}}
		},
		func(size int) map[string]attr.Value {
			return map[string]attr.Value{"all": types.SetValueMust(types.ObjectType{AttrTypes: shapeTypes}, shapeElements(size))}
		},
	},
	"map_of_objects": {
		[]int{100, 1_000, 4_000},
		func() map[string]schema.Attribute {
			return map[string]schema.Attribute{"all": schema.MapNestedAttribute{Computed: true, NestedObject: shapeObjects}}
		},
		func(size int) map[string]attr.Value {
			elements := map[string]attr.Value{}
			for i, element := range shapeElements(size) {
				elements[fmt.Sprintf("vendor_%d", i)] = element
			}
			return map[string]attr.Value{"all": types.MapValueMust(types.ObjectType{AttrTypes: shapeTypes}, elements)}
		},
	},
	"maps_of_strings": {
		[]int{100, 1_000, 4_000},
		func() map[string]schema.Attribute {
			attributes := map[string]schema.Attribute{}
			for _, field := range shapeFields {
				attributes[field] = schema.MapAttribute{Computed: true, ElementType: types.StringType}
			}
			return attributes
		},
		func(size int) map[string]attr.Value {
			answer := map[string]attr.Value{}
			for _, field := range shapeFields {
				elements := map[string]attr.Value{}
				for i := range size {
					elements[fmt.Sprintf("vendor_%d", i)] = types.StringValue(fmt.Sprintf("%s %d", field, i))
				}
				answer[field] = types.MapValueMust(types.StringType, elements)
			}
			return answer
		},
	},
}

func shapeElements(size int) []attr.Value {
	elements := make([]attr.Value, size)
	for i := range elements {
		values := map[string]attr.Value{}
		for _, field := range shapeFields {
			values[field] = types.StringValue(fmt.Sprintf("%s %d", field, i))
		}
		elements[i] = types.ObjectValueMust(shapeTypes, values)
	}
	return elements
}

// shapeProvider has one data source, which returns its result in one shape.
type shapeProvider struct {
	provider.Provider
	shape shape
	size  int
}

func (p shapeProvider) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {
}

func (p shapeProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return shapeDataSource(p) }}
}

type shapeDataSource shapeProvider

func (d shapeDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "shape"
}

func (d shapeDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: d.shape.attributes()}
}

func (d shapeDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	for attribute, value := range d.shape.answer(d.size) {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), value)...)
	}
}
