$version: "2.0"

namespace example.alpha

use apirouter.traits#cedarEntityType
use apirouter.traits#serviceName
use example.common#Secured

@serviceName("alpha")
service Alpha with [Secured] {
    resources: [
        Note
    ]
}

@cedarEntityType("AlphaNote")
resource Note {
    identifiers: { id: String }
    read: GetNote
}

@readonly
@http(method: "GET", uri: "/api/alpha/notes/{id}")
operation GetNote {
    input := for Note {
        @required
        @httpLabel
        $id
    }
}
