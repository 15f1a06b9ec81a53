$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

namespace example.common

@mixin
@httpBearerAuth
service Secured {}
