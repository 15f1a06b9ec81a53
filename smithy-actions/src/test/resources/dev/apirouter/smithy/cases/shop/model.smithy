$version: "2.0"

metadata "apirouter.cedarNamespace" = "Shop"

namespace example.shop

use apirouter.traits#authzCache
use apirouter.traits#authzOutage
use apirouter.traits#cedarAction
use apirouter.traits#cedarAttributes
use apirouter.traits#cedarEntity
use apirouter.traits#cedarEntityType
use apirouter.traits#cedarResource
use apirouter.traits#fineGrained
use apirouter.traits#forwardToken
use apirouter.traits#maxBody
use apirouter.traits#serviceName
use apirouter.traits#throttle

@httpBearerAuth
@serviceName("shop")
@throttle(rate: 100, burst: 200)
service Shop {
    operations: [
        GetStatus
        GetCatalogue
        GetReport
        GetSettings
        SearchByCity
    ]
    resources: [
        Order
        Basket
    ]
}

// Instance operations act on the resource, collection operations on the service.
@cedarAttributes(OrderFacts)
resource Order {
    identifiers: { orderId: String }
    create: CreateOrder
    read: GetOrder
    delete: DeleteOrder
    list: ListOrders
    operations: [
        GetAttachment
        GetAttachmentSize
    ]
    collectionOperations: [
        CountOrders
    ]
    resources: [
        Line
    ]
}

// A child: its collection operations act on the parent.
resource Line {
    identifiers: { orderId: String, lineId: String }
    create: AddLine
    read: GetLine
}

// A resource whose type has another name than its shape.
@cedarEntityType("Cart")
@cedarAttributes(BasketFacts)
resource Basket {
    identifiers: { id: String }
    read: GetBasket
}

@auth([])
@readonly
@http(method: "GET", uri: "/api/shop/status")
operation GetStatus {}

@optionalAuth
@readonly
@throttle(rate: 5, burst: 5)
@http(method: "GET", uri: "/api/shop/catalogue")
operation GetCatalogue {}

@readonly
@cedarResource(type: "Order", label: "order")
@http(method: "GET", uri: "/api/shop/reports/{year}/{order}")
operation GetReport {
    input := {
        @required
        @httpLabel
        year: Integer

        @required
        @httpLabel
        order: String
    }
}

@readonly
@cedarResource(type: "Cart", id: "settings")
@http(method: "GET", uri: "/api/shop/settings")
operation GetSettings {}

@readonly
@cedarResource(type: "Service", id: "shop")
@http(method: "GET", uri: "/api/shop/cities/{city}")
operation SearchByCity {
    input := {
        @required
        @httpLabel
        city: String
    }
}

@maxBody(1024)
@forwardToken
@http(method: "POST", uri: "/api/shop/orders")
operation CreateOrder {}

@readonly
@authzCache(ttlSeconds: 300)
@authzOutage(lastKnownGoodSeconds: 600)
@http(method: "GET", uri: "/api/shop/orders/{orderId}")
operation GetOrder {
    input := for Order {
        @required
        @httpLabel
        $orderId
    }
}

@idempotent
@fineGrained(context: DeleteOrderFacts)
@authzCache(off: true)
@cedarAction(name: "RemoveOrder", groups: ["administer", "cleanup"])
@http(method: "DELETE", uri: "/api/shop/orders/{orderId}")
operation DeleteOrder {
    input := for Order {
        @required
        @httpLabel
        $orderId
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/orders")
operation ListOrders {}

@readonly
@cedarAction(groups: [])
@http(method: "GET", uri: "/api/shop/orders?view=count")
operation CountOrders {}

@readonly
@http(method: "GET", uri: "/api/shop/orders/{orderId}/attachments/{path+}")
operation GetAttachment {
    input := for Order {
        @required
        @httpLabel
        $orderId

        @required
        @httpLabel
        path: String
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/orders/{orderId}/attachments/{path+}/size")
operation GetAttachmentSize {
    input := for Order {
        @required
        @httpLabel
        $orderId

        @required
        @httpLabel
        path: String
    }
}

@http(method: "POST", uri: "/api/shop/orders/{orderId}/lines")
operation AddLine {
    input := for Line {
        @required
        @httpLabel
        $orderId
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/orders/{orderId}/lines/{lineId}")
operation GetLine {
    input := for Line {
        @required
        @httpLabel
        $orderId

        @required
        @httpLabel
        $lineId
    }
}

@readonly
@http(method: "GET", uri: "/api/shop/baskets/{id}")
operation GetBasket {
    input := for Basket {
        @required
        @httpLabel
        $id
    }
}

// Attributes of a resource for fine-grained decisions: every kind of member.
structure OrderFacts {
    @required
    owner: UserId

    @required
    status: OrderStatus

    note: String
    totalCents: Long
    archived: Boolean

    @required
    tags: TagList

    address: Address

    @cedarEntity("Cart")
    basket: String
}

// Attributes of an entity type that only an attribute names.
structure BasketFacts {
    @required
    watchers: UserIds
}

// What a service tells of one operation's request.
structure DeleteOrderFacts {
    @required
    forGood: Boolean
}

@cedarEntity("User")
string UserId

list UserIds {
    member: UserId
}

enum OrderStatus {
    OPEN = "open"
    SHIPPED = "shipped"
}

list TagList {
    member: String
}

structure Address {
    @required
    city: String

    floor: Integer
}
