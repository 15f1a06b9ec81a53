$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#cedarAction
use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("shop")
service Shop {
    operations: [
        Start
        Begin
        read
        Look
        Stop
        Halt
    ]
}

@http(method: "POST", uri: "/api/shop/start")
operation Start {}

@cedarAction(name: "Start")
@http(method: "POST", uri: "/api/shop/begin")
operation Begin {}

@http(method: "POST", uri: "/api/shop/read")
operation read {}

@readonly
@http(method: "GET", uri: "/api/shop/look")
operation Look {}

@cedarAction(name: "shop:Stop")
@http(method: "POST", uri: "/api/shop/stop")
operation Stop {}

@cedarAction(groups: ["shop:write", "ok"])
@http(method: "POST", uri: "/api/shop/halt")
operation Halt {}
