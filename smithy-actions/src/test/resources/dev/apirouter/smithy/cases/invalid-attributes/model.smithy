$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#cedarAttributes
use apirouter.traits#cedarEntity
use apirouter.traits#fineGrained
use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("shop")
service Shop {
    resources: [
        Order
    ]
}

@cedarAttributes(OrderFacts)
resource Order {
    identifiers: { id: String }
    delete: DeleteOrder
}

@idempotent
@fineGrained(context: DeleteFacts)
@http(method: "DELETE", uri: "/api/shop/orders/{id}")
operation DeleteOrder {
    input := for Order {
        @required
        @httpLabel
        $id
    }
}

structure DeleteFacts {
    tenant_id: String
}

structure OrderFacts {
    price: Double
    placedAt: Timestamp
    labels: Labels
    sizes: Sizes

    @cedarEntity("Custommer")
    owner: String

    @cedarEntity("User")
    number: Owners

    part: Part
}

structure Part {
    parts: Parts
}

list Parts {
    member: Part
}

list Sizes {
    member: Float
}

map Labels {
    key: String
    value: String
}

list Owners {
    member: String
}
