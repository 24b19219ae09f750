# METADATA
# title: Who may read an order
# custom:
#   heptad:
#     controls: [AC-3, AC-6]
package shop.orders

import rego.v1

default allow := false

allow if {
	input.user.claims.role == "support"
	input.request.method == "GET"
}

allow if input.user.claims.sub == input.order.customer
