$version: "2.0"

metadata "apirouter.cedarNamespace" = "aws"

namespace example

use apirouter.traits#serviceName

@httpBearerAuth
@serviceName("shop")
service Shop {}
