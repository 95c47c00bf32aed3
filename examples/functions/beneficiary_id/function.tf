# Payees from a spreadsheet without ids. Make an id from columns that identify a payee and never change.
locals {
  payees = csvdecode(<<-CSV
    name,city,vpa
    Asha Rao,Pune,asha@examplebank
    Asha Rao,Nashik,asha.nashik@examplebank
    Ravi Iyer,Chennai,ravi@examplebank
  CSV
  )
}

# The ids are
#   Asha_Rao_Pune___n6rnnsn3x30h0dpp
#   Asha_Rao_Nashik___415majh13wg3yspc
#   Ravi_Iyer_Chennai___qmfdq2hapzxsm682
resource "cashfree_payout_beneficiary" "payee" {
  for_each = {
    for payee in local.payees : provider::cashfree::beneficiary_id(trimspace(payee.name), trimspace(payee.city)) => payee
  }

  beneficiary_id = each.key
  name           = each.value.name

  instrument = {
    vpa = each.value.vpa
  }
}

# Keys of another system get no digest: supplier__4711
output "supplier" {
  value = provider::cashfree::beneficiary_id("supplier", "4711")
}
