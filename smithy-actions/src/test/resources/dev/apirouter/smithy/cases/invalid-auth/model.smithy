$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#authzCache
use apirouter.traits#cedarAction
use apirouter.traits#cedarResource
use apirouter.traits#fineGrained
use apirouter.traits#serviceName

@serviceName("open")
service Open {
    operations: [
        Forgotten
        Said
    ]
}

@http(method: "POST", uri: "/api/open/forgotten")
operation Forgotten {}

@auth([])
@http(method: "POST", uri: "/api/open/said")
operation Said {}

// An empty list on the service does not make its operations public.
@httpBearerAuth
@auth([])
@serviceName("emptied")
service Emptied {
    operations: [
        Inherited
    ]
}

@http(method: "POST", uri: "/api/emptied/inherited")
operation Inherited {}

@httpBearerAuth
@httpBasicAuth
@auth([httpBearerAuth])
@serviceName("basic")
service Basic {
    operations: [
        WithPassword
        PublicWithDecision
    ]
}

@auth([httpBasicAuth])
@http(method: "POST", uri: "/api/basic/password")
operation WithPassword {}

@auth([])
@authzCache(ttlSeconds: 10)
@cedarAction(name: "Decide")
@cedarResource(type: "Service", id: "basic")
@fineGrained
@http(method: "POST", uri: "/api/basic/public")
operation PublicWithDecision {}
