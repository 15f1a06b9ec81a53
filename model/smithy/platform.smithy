$version: "2.0"

metadata "apirouter.cedarNamespace" = "ApiRouter"

// Shapes that the services share.
namespace apirouter.common

/// Id of a resource, given out by its service.
@mixin
@length(min: 1, max: 64)
@pattern("^[A-Za-z0-9_-]+$")
string ResourceId

/// Id of a tenant: the customer organisation that data belongs to.
@length(min: 1, max: 64)
@pattern("^[A-Za-z0-9_-]+$")
string TenantId

/// An email address. The pattern keeps out what can't be one; whether it exists shows when it is written to.
@length(min: 3, max: 254)
@pattern("^[^@\\s]+@[^@\\s]+$")
string EmailAddress

/// A time in UTC, e.g. `2026-11-01T12:00:00Z`.
@timestampFormat("date-time")
timestamp Instant

/// Largest number of items that one page of a list holds.
@range(min: 1, max: 100)
integer PageSize

/// Position in a list, as the page before returned it.
@length(min: 1, max: 512)
string PageToken

/// Input members of every list operation.
@mixin
structure PageInput {
    /// Largest number of items to return; the service's default is 20.
    @httpQuery("maxResults")
    maxResults: PageSize

    /// Where to continue: the `nextToken` of the page before. Without it the list starts at its beginning.
    @httpQuery("nextToken")
    nextToken: PageToken
}

/// Output members of every list operation.
@mixin
structure PageOutput {
    /// Where the next page begins. Absent on the last page.
    nextToken: PageToken
}
