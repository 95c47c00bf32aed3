package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Server returns the provider as Terraform talks to it: a framework provider, except for the resource type of package
// beneficiaryset, whose calls go to that package.
//
// This is not terraform-plugin-mux, because that wants a second provider with the same provider schema, configured a
// second time.
func Server(options Options) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		framework := newProvider(options)
		server, ok := providerserver.NewProtocol6(framework)().(frameworkServer)
		if !ok {
			panic("the framework's server lacks a part of the protocol") // its version decides that, not a user
		}
		set := beneficiaryset.New(func() *providerdata.Data { return framework.data })
		return &muxServer{frameworkServer: server, set: set, process: framework.options.Context, running: framework.options.Running}
	}
}

// frameworkServer has the parts of the protocol that terraform-plugin-go still keeps in interfaces of their own. They
// must be named, or embedding the server would hide them.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// muxServer passes each call to the framework or to the set, and begins none after the run was stopped.
type muxServer struct {
	frameworkServer
	set     *beneficiaryset.Resource
	stopped atomic.Bool
	process context.Context // ends with the parent of the process
	running *atomic.Int64   // changes
}

func (m *muxServer) GetMetadata(
	ctx context.Context, req *tfprotov6.GetMetadataRequest,
) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := m.frameworkServer.GetMetadata(ctx, req)
	if err == nil {
		resp.Resources = append(resp.Resources, tfprotov6.ResourceMetadata{TypeName: beneficiaryset.TypeName})
	}
	return resp, err
}

func (m *muxServer) GetProviderSchema(
	ctx context.Context, req *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := m.frameworkServer.GetProviderSchema(ctx, req)
	if err == nil {
		resp.ResourceSchemas[beneficiaryset.TypeName] = m.set.Schema()
	}
	return resp, err
}

// ConfigureProvider begins a run. Under a debugger one process serves several, and the previous one may have been
// stopped.
func (m *muxServer) ConfigureProvider(
	ctx context.Context, req *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	m.stopped.Store(false)
	return m.frameworkServer.ConfigureProvider(ctx, req)
}

// StopProvider ends the run. The server of terraform-plugin-go ends what is under way at that moment, and nothing else:
// a change that the CLI sent just before Ctrl-C can arrive just after it, and would be carried out.
func (m *muxServer) StopProvider(
	ctx context.Context, req *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	m.stopped.Store(true)
	return m.frameworkServer.StopProvider(ctx, req)
}

// operationContext returns the context of an operation. It has ended from the start where the run was stopped. It also
// ends with the context of the process: the connection may be open still when the parent of the process is gone.
func (m *muxServer) operationContext(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if m.stopped.Load() {
		cancel()
	}
	release := context.AfterFunc(m.process, cancel)
	return ctx, func() {
		release()
		cancel()
	}
}

func (m *muxServer) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.Validate(req)
	}
	return m.frameworkServer.ValidateResourceConfig(ctx, req)
}

func (m *muxServer) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.Upgrade(req)
	}
	return m.frameworkServer.UpgradeResourceState(ctx, req)
}

func (m *muxServer) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	ctx, cancel := m.operationContext(ctx)
	defer cancel()
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.Read(ctx, req)
	}
	return m.frameworkServer.ReadResource(ctx, req)
}

func (m *muxServer) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	if req.TypeName == beneficiaryset.TypeName {
		ctx, cancel := m.operationContext(ctx)
		defer cancel()
		return m.set.Plan(ctx, req)
	}
	return m.frameworkServer.PlanResourceChange(ctx, req)
}

func (m *muxServer) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	m.running.Add(1)
	defer m.running.Add(-1)
	ctx, cancel := m.operationContext(ctx)
	defer cancel()
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.Apply(ctx, req)
	}
	return m.frameworkServer.ApplyResourceChange(ctx, req)
}

func (m *muxServer) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, cancel := m.operationContext(ctx)
	defer cancel()
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.Import(req)
	}
	return m.frameworkServer.ImportResourceState(ctx, req)
}

func (m *muxServer) MoveResourceState(
	ctx context.Context, req *tfprotov6.MoveResourceStateRequest,
) (*tfprotov6.MoveResourceStateResponse, error) {
	if req.TargetTypeName == beneficiaryset.TypeName {
		return m.set.Move(req), nil
	}
	return m.frameworkServer.MoveResourceState(ctx, req)
}

func (m *muxServer) UpgradeResourceIdentity(
	ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.UpgradeIdentity(), nil
	}
	return m.frameworkServer.UpgradeResourceIdentity(ctx, req)
}

func (m *muxServer) GenerateResourceConfig(
	ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	if req.TypeName == beneficiaryset.TypeName {
		return m.set.GenerateConfig(), nil
	}
	return m.frameworkServer.GenerateResourceConfig(ctx, req)
}

func (m *muxServer) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, cancel := m.operationContext(ctx)
	defer cancel()
	return m.frameworkServer.ReadDataSource(ctx, req)
}

func (m *muxServer) OpenEphemeralResource(
	ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	ctx, cancel := m.operationContext(ctx)
	defer cancel()
	return m.frameworkServer.OpenEphemeralResource(ctx, req)
}
