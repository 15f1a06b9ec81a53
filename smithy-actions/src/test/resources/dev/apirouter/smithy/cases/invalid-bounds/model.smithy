$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example

use apirouter.traits#authzCache
use apirouter.traits#authzOutage
use apirouter.traits#maxBody
use apirouter.traits#serviceName
use apirouter.traits#throttle

@httpBearerAuth
@serviceName("shop")
@throttle(rate: 0, burst: 10)
service Shop {
    operations: [
        BurstBelowRate
        BurstTooLarge
        TtlZero
        TtlTooLong
        TtlAndOff
        NeitherTtlNorOff
        NoBody
        HugeBody
        OutageZero
        OutageTooLong
        OutageWithoutCache
    ]
}

@throttle(rate: 10, burst: 9)
@http(method: "POST", uri: "/api/shop/a")
operation BurstBelowRate {}

@throttle(rate: 10, burst: 1000001)
@http(method: "POST", uri: "/api/shop/b")
operation BurstTooLarge {}

@authzCache(ttlSeconds: 0)
@http(method: "POST", uri: "/api/shop/c")
operation TtlZero {}

@authzCache(ttlSeconds: 3601)
@http(method: "POST", uri: "/api/shop/d")
operation TtlTooLong {}

@authzCache(ttlSeconds: 1, off: true)
@http(method: "POST", uri: "/api/shop/e")
operation TtlAndOff {}

@authzCache(off: false)
@http(method: "POST", uri: "/api/shop/f")
operation NeitherTtlNorOff {}

@maxBody(0)
@http(method: "POST", uri: "/api/shop/g")
operation NoBody {}

@maxBody(104857601)
@http(method: "POST", uri: "/api/shop/h")
operation HugeBody {}

@authzOutage(lastKnownGoodSeconds: 0)
@http(method: "POST", uri: "/api/shop/i")
operation OutageZero {}

@authzOutage(lastKnownGoodSeconds: 3601)
@http(method: "POST", uri: "/api/shop/j")
operation OutageTooLong {}

@authzCache(off: true)
@authzOutage(lastKnownGoodSeconds: 60)
@http(method: "POST", uri: "/api/shop/k")
operation OutageWithoutCache {}
