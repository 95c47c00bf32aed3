locals {
  addresses = ["asha@examplebank", "Ravi.Iyer-1@ExampleBank", "9876543210@upi"]
}

# The number of payees with each handle. Letter case has no meaning.
# { examplebank = 2, upi = 1 }
output "payees_by_handle" {
  value = {
    for handle, names in {
      for address in local.addresses :
      lower(provider::cashfree::vpa(address).handle) => provider::cashfree::vpa(address).name...
    } : handle => length(names)
  }
}
