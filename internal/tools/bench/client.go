package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// readAll is the bare client: it reads as many beneficiaries as the provider does in a refresh, in a process of its own
// and without Terraform. No way to manage them can cost less.
func readAll(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("the client needs one argument, the number of beneficiaries")
	}
	size, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	client, err := payouts.New(payouts.Config{
		ClientID:              os.Getenv("CASHFREE_PAYOUT_CLIENT_ID"),
		ClientSecret:          os.Getenv("CASHFREE_PAYOUT_CLIENT_SECRET"),
		BaseURL:               os.Getenv("CASHFREE_PAYOUT_BASE_URL"),
		MaxConcurrentRequests: defaultConcurrency,
	})
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(defaultConcurrency)
	for i := range size {
		group.Go(func() error {
			v := newVendor(i)
			got, err := client.Beneficiary(ctx, v.id)
			if err == nil && got.Name != v.name {
				err = fmt.Errorf("%s has the name %q", v.id, got.Name)
			}
			return err
		})
	}
	return group.Wait()
}
