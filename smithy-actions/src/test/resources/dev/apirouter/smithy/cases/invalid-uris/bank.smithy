$version: "2.0"

namespace example.bank

use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("bank")
service Bank {
    operations: [
        OpenAccount
    ]
}

// Overlaps with an operation of another service in another namespace.
@http(method: "POST", uri: "/api/bank/accounts")
operation OpenAccount {}
