$version: "2.0"

namespace example.beta

use apirouter.traits#cedarEntityType
use apirouter.traits#serviceName
use example.common#Secured

@serviceName("beta")
service Beta with [Secured] {
    resources: [
        Note
    ]
}

@cedarEntityType("BetaNote")
resource Note {
    identifiers: { id: String }
    read: GetNote
}

@readonly
@http(method: "GET", uri: "/api/beta/notes/{id}")
operation GetNote {
    input := for Note {
        @required
        @httpLabel
        $id
    }
}
