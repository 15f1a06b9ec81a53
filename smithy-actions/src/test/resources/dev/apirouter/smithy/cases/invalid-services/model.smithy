$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#serviceName

@httpBearerAuth
service Nameless {}

@httpBearerAuth
@serviceName("Shop")
service Capital {}

@httpBearerAuth
@serviceName("shop")
service First {
    operations: [
        NoRoute
    ]
}

@httpBearerAuth
@serviceName("shop")
service Second {}

operation NoRoute {}

@http(method: "POST", uri: "/api/shop/unbound")
operation Unbound {}
