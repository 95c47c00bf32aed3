locals {
  addresses = ["asha@examplebank", "Ravi.Iyer-1@ExampleBank", "9876543210@upi"]
}

# How many payees does each handle have? The case of the letters means nothing.
# { examplebank = 2, upi = 1 }
output "payees_by_handle" {
  value = {
    for handle, names in {
      for address in local.addresses :
      lower(provider::cashfree::vpa(address).handle) => provider::cashfree::vpa(address).name...
    } : handle => length(names)
  }
}
