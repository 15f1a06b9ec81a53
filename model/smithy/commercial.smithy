$version: "2.0"

// Orders, quotes and invoices.
namespace apirouter.commercial

use apirouter.common#ConflictException
use apirouter.common#GatewayErrors
use apirouter.common#Instant
use apirouter.common#PageInput
use apirouter.common#PageOutput
use apirouter.common#ResourceId
use apirouter.common#TenantId
use apirouter.traits#authzCache
use apirouter.traits#authzOutage
use apirouter.traits#cedarAction
use apirouter.traits#cedarAttributes
use apirouter.traits#cedarEntity
use apirouter.traits#fineGrained
use apirouter.traits#maxBody
use apirouter.traits#serviceName
use apirouter.traits#throttle
use aws.protocols#restJson1

/// Orders, quotes and invoices of a tenant.
@title("Commercial")
@restJson1
@httpBearerAuth
@serviceName("commercial")
@throttle(rate: 200, burst: 400)
@paginated(inputToken: "nextToken", outputToken: "nextToken", pageSize: "maxResults")
service Commercial with [GatewayErrors] {
    version: "2026-11-01"
    operations: [
        SummarizeOrders
    ]
    resources: [
        Order
        Quote
        Invoice
    ]
}

/// Something that a tenant has ordered.
@cedarAttributes(OrderFacts)
resource Order {
    identifiers: { id: OrderId }
    create: CreateOrder
    read: GetOrder
    update: UpdateOrder
    delete: DeleteOrder
    list: ListOrders
    operations: [
        CancelOrder
    ]
}

/// A price that is offered to a tenant for a time.
resource Quote {
    identifiers: { id: QuoteId }
    create: CreateQuote
    read: GetQuote
    list: ListQuotes
    operations: [
        AcceptQuote
    ]
}

/// A demand for payment of an order.
resource Invoice {
    identifiers: { id: InvoiceId }
    read: GetInvoice
    list: ListInvoices
    operations: [
        PayInvoice
        GetInvoiceFile
        GetInvoiceFileMetadata
    ]
}

/// Lists the orders of the caller's tenant, newest first.
@readonly
@paginated(items: "orders")
@http(method: "GET", uri: "/api/commercial/orders")
operation ListOrders {
    input := with [PageInput] {
        /// Only orders in this state.
        @httpQuery("status")
        status: OrderStatus
    }

    output := with [PageOutput] {
        /// One page of orders.
        @required
        orders: OrderList
    }
}

/// Counts the orders of the caller's tenant by state.
@readonly
@http(method: "GET", uri: "/api/commercial/orders?view=summary")
operation SummarizeOrders {
    input := {}

    output := {
        /// Number of orders in each state that has any.
        @required
        countByStatus: OrderCounts

        /// Sum of all orders that are not cancelled, in cents.
        @required
        totalCents: Cents
    }
}

/// Places an order.
@maxBody(65536)
@http(method: "POST", uri: "/api/commercial/orders", code: 201)
operation CreateOrder {
    input := {
        /// Who the order is for, as it stands on the invoice.
        @required
        customer: CustomerName

        /// What is ordered.
        @required
        items: OrderItems
    }

    output := {
        /// The order as it was placed.
        @required
        order: OrderDetail
    }
}

/// Returns one order.
@readonly
@http(method: "GET", uri: "/api/commercial/orders/{id}")
operation GetOrder {
    input := for Order {
        /// Id of the order.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The order.
        @required
        order: OrderDetail
    }
}

/// Replaces the customer or the items of an order that is not yet shipped. The router lets writers in; which order each
/// of them may change the service asks for itself, by `fine-grained-policies/`.
@idempotent
@fineGrained
@maxBody(65536)
@http(method: "PUT", uri: "/api/commercial/orders/{id}")
operation UpdateOrder {
    input := for Order {
        /// Id of the order.
        @required
        @httpLabel
        $id

        /// Who the order is for.
        customer: CustomerName

        /// What is ordered: replaces all items.
        items: OrderItems
    }

    output := {
        /// The order as it is now.
        @required
        order: OrderDetail
    }

    errors: [
        ConflictException
    ]
}

/// Removes an order and its history. To call off an order use CancelOrder.
@idempotent
@cedarAction(groups: ["administer"])
@authzCache(off: true)
@http(method: "DELETE", uri: "/api/commercial/orders/{id}", code: 204)
operation DeleteOrder {
    input := for Order {
        /// Id of the order.
        @required
        @httpLabel
        $id
    }

    output := {}
}

/// Calls off an order that is not yet shipped.
@authzCache(off: true)
@http(method: "POST", uri: "/api/commercial/orders/{id}/cancel")
operation CancelOrder {
    input := for Order {
        /// Id of the order.
        @required
        @httpLabel
        $id

        /// Why, for the record.
        reason: Remark
    }

    output := {
        /// The cancelled order.
        @required
        order: OrderDetail
    }

    errors: [
        ConflictException
    ]
}

/// Lists the quotes made to the caller's tenant, newest first.
@readonly
@paginated(items: "quotes")
@http(method: "GET", uri: "/api/commercial/quotes")
operation ListQuotes {
    input := with [PageInput] {}

    output := with [PageOutput] {
        /// One page of quotes.
        @required
        quotes: QuoteList
    }
}

/// Makes a quote.
@http(method: "POST", uri: "/api/commercial/quotes", code: 201)
operation CreateQuote {
    input := {
        /// Who the quote is for.
        @required
        customer: CustomerName

        /// What is offered.
        @required
        items: OrderItems

        /// Until when the quote holds.
        @required
        validUntil: Instant
    }

    output := {
        /// The quote as it was made.
        @required
        quote: QuoteDetail
    }
}

/// Returns one quote.
@readonly
@http(method: "GET", uri: "/api/commercial/quotes/{id}")
operation GetQuote {
    input := for Quote {
        /// Id of the quote.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The quote.
        @required
        quote: QuoteDetail
    }
}

/// Accepts a quote that still holds: places the order it offers.
@authzCache(off: true)
@http(method: "POST", uri: "/api/commercial/quotes/{id}/accept", code: 201)
operation AcceptQuote {
    input := for Quote {
        /// Id of the quote.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The order that was placed.
        @required
        order: OrderDetail
    }

    errors: [
        ConflictException
    ]
}

/// Lists the invoices of the caller's tenant, newest first.
@readonly
@paginated(items: "invoices")
@http(method: "GET", uri: "/api/commercial/invoices")
operation ListInvoices {
    input := with [PageInput] {
        /// Only invoices in this state.
        @httpQuery("status")
        status: InvoiceStatus
    }

    output := with [PageOutput] {
        /// One page of invoices.
        @required
        invoices: InvoiceList
    }
}

/// Returns one invoice.
@readonly
@authzCache(ttlSeconds: 300)
@authzOutage(lastKnownGoodSeconds: 900)
@http(method: "GET", uri: "/api/commercial/invoices/{id}")
operation GetInvoice {
    input := for Invoice {
        /// Id of the invoice.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The invoice.
        @required
        invoice: InvoiceDetail
    }
}

/// Records a payment of an invoice.
@cedarAction(groups: ["payment"])
@authzCache(off: true)
@throttle(rate: 50, burst: 100)
@http(method: "POST", uri: "/api/commercial/invoices/{id}/payments", code: 201)
operation PayInvoice {
    input := for Invoice {
        /// Id of the invoice.
        @required
        @httpLabel
        $id

        /// Amount of the payment in cents.
        @required
        amountCents: Cents
    }

    output := {
        /// The invoice after the payment.
        @required
        invoice: InvoiceDetail
    }

    errors: [
        ConflictException
    ]
}

/// Returns one of an invoice's files as text.
@readonly
@http(method: "GET", uri: "/api/commercial/invoices/{id}/files/{path+}")
operation GetInvoiceFile {
    input := for Invoice {
        /// Id of the invoice.
        @required
        @httpLabel
        $id

        /// Path of the file below the invoice, e.g. `2026/11/invoice.txt`.
        @required
        @httpLabel
        path: FilePath
    }

    output := {
        /// The file's text.
        @required
        @httpPayload
        content: FileContent
    }
}

/// Returns size and time of one of an invoice's files.
@readonly
@http(method: "GET", uri: "/api/commercial/invoices/{id}/files/{path+}/metadata")
operation GetInvoiceFileMetadata {
    input := for Invoice {
        /// Id of the invoice.
        @required
        @httpLabel
        $id

        /// Path of the file below the invoice.
        @required
        @httpLabel
        path: FilePath
    }

    output := {
        /// Path of the file.
        @required
        path: FilePath

        /// Size in bytes.
        @required
        size: FileSize

        /// When the file was last changed.
        @required
        modifiedAt: Instant
    }
}

/// A customer's name as it stands on an invoice.
@length(min: 1, max: 200)
string CustomerName

/// A short text for the record.
@length(max: 1000)
string Remark

/// An amount of money in cents.
@range(min: 0)
long Cents

/// Number of an article in the catalogue.
@length(min: 1, max: 32)
@pattern("^[A-Z0-9-]+$")
string Sku

/// How many pieces of an article.
@range(min: 1, max: 10000)
integer Quantity

/// Path of a file: segments of letters, digits, dots, hyphens and underscores, separated by `/`.
@length(min: 1, max: 512)
@pattern("^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$")
string FilePath

/// Text of a file.
@mediaType("text/plain")
string FileContent

/// Size of a file in bytes.
@range(min: 0)
long FileSize

/// State of an order.
enum OrderStatus {
    /// Placed, not yet shipped.
    OPEN = "open"

    /// On its way or delivered.
    SHIPPED = "shipped"

    /// Called off.
    CANCELLED = "cancelled"
}

/// State of an invoice.
enum InvoiceStatus {
    /// Not or not wholly paid.
    DUE = "due"

    /// Wholly paid.
    PAID = "paid"
}

/// Articles of an order or quote.
@length(min: 1, max: 100)
list OrderItems {
    member: OrderItem
}

/// One article of an order or quote.
structure OrderItem {
    /// Which article.
    @required
    sku: Sku

    /// How many.
    @required
    quantity: Quantity

    /// Price of one piece in cents.
    @required
    unitPriceCents: Cents
}

/// Number of orders by state.
map OrderCounts {
    key: OrderStatus
    value: OrderCount
}

/// A number of orders.
@range(min: 0)
integer OrderCount

/// Orders.
list OrderList {
    member: OrderDetail
}

/// An order.
structure OrderDetail {
    /// Id of the order.
    @required
    id: OrderId

    /// Tenant that the order belongs to.
    @required
    tenantId: TenantId

    /// Who the order is for.
    @required
    customer: CustomerName

    /// State of the order.
    @required
    status: OrderStatus

    /// What is ordered.
    @required
    items: OrderItems

    /// Sum of the items in cents.
    @required
    totalCents: Cents

    /// When the order was placed.
    @required
    createdAt: Instant
}

/// What fine-grained policies know of an order.
structure OrderFacts {
    /// Who placed it.
    @required
    @cedarEntity("User")
    owner: String

    /// Tenant that it belongs to.
    @required
    tenant_id: TenantId

    /// Its state.
    @required
    status: OrderStatus
}

/// Quotes.
list QuoteList {
    member: QuoteDetail
}

/// A quote.
structure QuoteDetail {
    /// Id of the quote.
    @required
    id: QuoteId

    /// Tenant that the quote is made to.
    @required
    tenantId: TenantId

    /// Who the quote is for.
    @required
    customer: CustomerName

    /// What is offered.
    @required
    items: OrderItems

    /// Sum of the items in cents.
    @required
    totalCents: Cents

    /// Until when the quote holds.
    @required
    validUntil: Instant

    /// The quote has been accepted.
    @required
    accepted: Boolean
}

/// Invoices.
list InvoiceList {
    member: InvoiceDetail
}

/// An invoice.
structure InvoiceDetail {
    /// Id of the invoice.
    @required
    id: InvoiceId

    /// Tenant that the invoice is for.
    @required
    tenantId: TenantId

    /// Order that is invoiced.
    @required
    orderId: OrderId

    /// State of the invoice.
    @required
    status: InvoiceStatus

    /// Sum of the invoice in cents.
    @required
    totalCents: Cents

    /// What has been paid, in cents.
    @required
    paidCents: Cents
}

/// Id of an order.
string OrderId with [ResourceId]

/// Id of a quote.
string QuoteId with [ResourceId]

/// Id of an invoice.
string InvoiceId with [ResourceId]
