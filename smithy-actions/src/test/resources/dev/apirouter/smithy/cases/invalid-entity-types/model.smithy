$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#cedarEntityType
use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("shop")
service Shop {
    resources: [
        User
        Order
        Purchase
        Basket
    ]
}

resource User {
    identifiers: { id: String }
}

resource Order {
    identifiers: { id: String }
}

@cedarEntityType("Order")
resource Purchase {
    identifiers: { id: String }
}

@cedarEntityType("Shop::Basket")
resource Basket {
    identifiers: { id: String }
}
