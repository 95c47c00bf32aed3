package provider

// ephemeralVersions ends the description of every ephemeral resource.
const ephemeralVersions = "\n\nEphemeral resources need Terraform 1.10 or OpenTofu 1.11."
