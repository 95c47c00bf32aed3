module github.com/cashfree-community/terraform-provider-cashfree/internal/tools/licences

go 1.26.0

require github.com/google/licensecheck v0.3.1
