package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Server makes the provider as Terraform talks to it: everything on terraform-plugin-framework, but for one type.
//
// This is the only place where the two meet. The framework handles maps at a cost that grows with the square of their
// size, which at ten thousand payees is minutes, so the resource cashfree_payout_beneficiary_set speaks the protocol
// itself, where one text in and maps of short texts out cost in proportion. A call that names its type goes to it; all
// others go to the framework, which also reads the provider block for both.
func Server(options Options) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		framework := newProvider(options)
		server, ok := providerserver.NewProtocol6(framework)().(frameworkServer)
		if !ok {
			panic("the framework's server lacks a part of the protocol") // which its own version decides, not a user
		}
		return &joined{frameworkServer: server, set: &setResource{provider: framework}}
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

type joined struct {
	frameworkServer
	set     *setResource
	stopped atomic.Bool // by the user; see StopProvider
}

func (j *joined) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := j.frameworkServer.GetMetadata(ctx, req)
	if err == nil {
		resp.Resources = append(resp.Resources, tfprotov6.ResourceMetadata{TypeName: setType})
	}
	return resp, err
}

func (j *joined) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := j.frameworkServer.GetProviderSchema(ctx, req)
	if err == nil {
		resp.ResourceSchemas[setType] = setSchema()
	}
	return resp, err
}

func (j *joined) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if req.TypeName == setType {
		return j.set.validate(req)
	}
	return j.frameworkServer.ValidateResourceConfig(ctx, req)
}

func (j *joined) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if req.TypeName == setType {
		return j.set.upgrade(req)
	}
	return j.frameworkServer.UpgradeResourceState(ctx, req)
}

func (j *joined) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, end := j.unlessStopped(ctx)
	defer end()
	if req.TypeName == setType {
		return j.set.read(ctx, req)
	}
	return j.frameworkServer.ReadResource(ctx, req)
}

func (j *joined) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if req.TypeName == setType {
		ctx, end := j.unlessStopped(ctx)
		defer end()
		return j.set.plan(ctx, req)
	}
	return j.frameworkServer.PlanResourceChange(ctx, req)
}

func (j *joined) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, end := j.unlessStopped(ctx)
	defer end()
	if req.TypeName == setType {
		return j.set.apply(ctx, req)
	}
	return j.frameworkServer.ApplyResourceChange(ctx, req)
}

func (j *joined) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, end := j.unlessStopped(ctx)
	defer end()
	if req.TypeName == setType {
		return j.set.importState(req)
	}
	return j.frameworkServer.ImportResourceState(ctx, req)
}

func (j *joined) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	if req.TargetTypeName == setType {
		return &tfprotov6.MoveResourceStateResponse{Diagnostics: unsupported(
			"A resource of another type cannot become a beneficiary set. Import its beneficiaries into the set, and let go of the " +
				"other resource with a removed block.")}, nil
	}
	return j.frameworkServer.MoveResourceState(ctx, req)
}

func (j *joined) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	if req.TypeName == setType {
		return &tfprotov6.UpgradeResourceIdentityResponse{Diagnostics: unsupported("A beneficiary set has no identity.")}, nil
	}
	return j.frameworkServer.UpgradeResourceIdentity(ctx, req)
}

func (j *joined) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	if req.TypeName == setType {
		return &tfprotov6.GenerateResourceConfigResponse{Diagnostics: unsupported(
			"The document of a beneficiary set is not in its state, so no configuration can be generated from it. Write the csv or " +
				"json that you keep the payees in.")}, nil
	}
	return j.frameworkServer.GenerateResourceConfig(ctx, req)
}

func unsupported(detail string) []*tfprotov6.Diagnostic {
	var said notices
	said.err("", "Not supported by "+setType, detail)
	return said
}
