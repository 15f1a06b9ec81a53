$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#cedarResource
use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("shop")
service Shop {
    operations: [
        Outside
        OtherService
        ServiceItself
        ServiceAsLabel
        Head
        Connect
        Options
        Trace
        Escaped
        Parameter
        Dots
        ByColour
        BySize
        ByColourAndSize
        EscapedQuery
    ]
}

@http(method: "POST", uri: "/shop/outside")
operation Outside {}

@http(method: "POST", uri: "/api/bank/accounts")
operation OtherService {}

@http(method: "POST", uri: "/api/shop")
operation ServiceItself {}

@cedarResource(type: "Service", id: "shop")
@http(method: "POST", uri: "/api/{service}/things")
operation ServiceAsLabel {
    input := {
        @required
        @httpLabel
        service: String
    }
}

@readonly
@http(method: "HEAD", uri: "/api/shop/head")
operation Head {}

@http(method: "CONNECT", uri: "/api/shop/connect")
operation Connect {}

@http(method: "OPTIONS", uri: "/api/shop/options")
operation Options {}

@http(method: "TRACE", uri: "/api/shop/trace")
operation Trace {}

@http(method: "POST", uri: "/api/shop/a%2Fb")
operation Escaped {}

@http(method: "POST", uri: "/api/shop/a;b")
operation Parameter {}

@http(method: "POST", uri: "/api/shop/../dots")
operation Dots {}

// A request with both literals would mean both of these.
@readonly
@http(method: "GET", uri: "/api/shop/shirts?colour=red")
operation ByColour {}

@readonly
@http(method: "GET", uri: "/api/shop/shirts?size=m")
operation BySize {}

// More specific than either, so no problem.
@readonly
@http(method: "GET", uri: "/api/shop/shirts?colour=red&size=m")
operation ByColourAndSize {}

@readonly
@http(method: "GET", uri: "/api/shop/hats?colour=dark%20red")
operation EscapedQuery {}
