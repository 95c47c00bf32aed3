# One document of vendors, split over several states, for those who outgrow one. A hash of the id decides in which part a vendor
# is.
#
# Each part is a workspace, and so has a state of its own in the same backend. The name of the workspace is the number of the part
# and the number of parts: 0-of-4, 1-of-4, 2-of-4, 3-of-4. README.md shows how to make them, and how to change their number.

terraform {
  required_version = ">= 1.11" # for json_wo; both Terraform and OpenTofu

  # Your backend goes here. It needs locks. One key is enough, because each workspace has a state of its own.

  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

provider "cashfree" {
  account_numbers_in_state = false # so that no later change puts one there by mistake

  # Cashfree counts the calls of the whole account, however many states there are.
  requests_per_minute = 300
}

locals {
  # Without the name of a part, no vendor is in it, and the precondition below ends the plan.
  name  = try(regex("^(?P<part>[0-9]+)-of-(?P<parts>[1-9][0-9]*)$", terraform.workspace), { part = "0", parts = "0" })
  part  = tonumber(local.name.part)
  parts = tonumber(local.name.parts)

  # csvdecode needs commas, and would take the byte order mark of Excel's "CSV UTF-8" for a part of the first name.
  document = csvdecode(trimprefix(file("${path.module}/vendors.csv"), "\ufeff"))
  vendors = {
    for vendor in local.document : trimspace(vendor.beneficiary_id) => {
      for column, cell in vendor : column => trimspace(cell) if column != "beneficiary_id"
    }
  }

  # The part depends on the id and the number of parts alone. So a vendor stays in its state, whatever else the document has.
  part_of = { for id in keys(local.vendors) : id => parseint(substr(sha256(id), 0, 8), 16) % max(local.parts, 1) }

  # The set of one part sees no vendor of another, so this document is checked as a whole.
  accounts = compact([for vendor in values(local.vendors) : join("/", compact([upper(vendor.bank_ifsc), vendor.bank_account_number]))])
}

resource "cashfree_payout_beneficiary_set" "vendors" {
  json_wo = jsonencode({ for id, vendor in local.vendors : id => vendor if local.part_of[id] == local.part })

  max_removals        = "5%" # of the vendors of this part
  max_account_changes = "5%"

  lifecycle {
    prevent_destroy = true

    precondition {
      condition     = local.part < local.parts
      error_message = "The workspace ${terraform.workspace} is no part. Select one such as 0-of-4."
    }
    precondition {
      condition     = length(distinct(local.accounts)) == length(local.accounts)
      error_message = "Two vendors of vendors.csv have the same bank account."
    }
  }
}

output "members" {
  description = "How many vendors this part has."
  value       = length(cashfree_payout_beneficiary_set.vendors.members)
}
