package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ConfigureProvider begins a run. Under a debugger one process serves several, and the one before may have been stopped.
func (j *joined) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	j.stopped.Store(false)
	return j.frameworkServer.ConfigureProvider(ctx, req)
}

// StopProvider remembers that the run is over. The server of terraform-plugin-go ends what is under way at that moment
// and nothing else: a change that the CLI let go of just before Ctrl-C can arrive just after it, and would then be made,
// and repeated for as long as that takes.
func (j *joined) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	j.stopped.Store(true)
	return j.frameworkServer.StopProvider(ctx, req)
}

// ReadDataSource looks, and may wait for a transfer to end.
func (j *joined) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, end := j.unlessStopped(ctx)
	defer end()
	return j.frameworkServer.ReadDataSource(ctx, req)
}

// OpenEphemeralResource asks Cashfree for a token.
func (j *joined) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	ctx, end := j.unlessStopped(ctx)
	defer end()
	return j.frameworkServer.OpenEphemeralResource(ctx, req)
}

// unlessStopped gives an operation its context, which has ended from the start where the run is over.
func (j *joined) unlessStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if j.stopped.Load() {
		cancel()
	}
	return ctx, cancel
}
