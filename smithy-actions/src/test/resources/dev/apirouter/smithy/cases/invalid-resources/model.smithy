$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#cedarResource
use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("shop")
service Shop {
    operations: [
        TwoLabels
        OneLabel
        UnknownType
        NoSuchLabel
        NoLabels
        LabelAndId
        NeitherLabelNorId
        BlankId
        OtherService
        ServiceByLabel
        NumberAsId
    ]
    resources: [
        Order
        Part
    ]
}

resource Order {
    identifiers: { id: String }
    read: GetOrder
    collectionOperations: [
        OrdersOfCustomer
    ]
}

resource Part {
    identifiers: { plant: String, number: String }
    read: GetPart
}

@readonly
@http(method: "GET", uri: "/api/shop/two/{one}/{other}")
operation TwoLabels {
    input := {
        @required
        @httpLabel
        one: String

        @required
        @httpLabel
        other: String
    }
}

@mixin
structure Id {
    @required
    @httpLabel
    id: String
}

@readonly
@http(method: "GET", uri: "/api/shop/one/{id}")
operation OneLabel {
    input := with [Id] {}
}

@readonly
@cedarResource(type: "Ordre", label: "id")
@http(method: "GET", uri: "/api/shop/unknown-type/{id}")
operation UnknownType {
    input := with [Id] {}
}

@readonly
@cedarResource(type: "Order", label: "orderId")
@http(method: "GET", uri: "/api/shop/no-such-label/{id}")
operation NoSuchLabel {
    input := with [Id] {}
}

@readonly
@cedarResource(type: "Order", label: "id")
@http(method: "GET", uri: "/api/shop/no-labels")
operation NoLabels {}

@readonly
@cedarResource(type: "Order", label: "id", id: "1")
@http(method: "GET", uri: "/api/shop/both/{id}")
operation LabelAndId {
    input := with [Id] {}
}

@readonly
@cedarResource(type: "Order")
@http(method: "GET", uri: "/api/shop/neither/{id}")
operation NeitherLabelNorId {
    input := with [Id] {}
}

@readonly
@cedarResource(type: "Order", id: " ")
@http(method: "GET", uri: "/api/shop/blank")
operation BlankId {}

@readonly
@cedarResource(type: "Service", id: "bank")
@http(method: "GET", uri: "/api/shop/other")
operation OtherService {}

@readonly
@cedarResource(type: "Service", label: "id")
@http(method: "GET", uri: "/api/shop/service/{id}")
operation ServiceByLabel {
    input := with [Id] {}
}

@readonly
@cedarResource(type: "Order", label: "number")
@http(method: "GET", uri: "/api/shop/number/{number}")
operation NumberAsId {
    input := {
        @required
        @httpLabel
        number: Integer
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/orders")
operation GetOrder {
    input := for Order {
        @required
        @httpQuery("id")
        $id
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/customers/{customer}/orders")
operation OrdersOfCustomer {
    input := {
        @required
        @httpLabel
        customer: String
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/parts/{plant}/{number}")
operation GetPart {
    input := for Part {
        @required
        @httpLabel
        $plant

        @required
        @httpLabel
        $number
    }
}
