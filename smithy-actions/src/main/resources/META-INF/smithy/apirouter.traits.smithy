$version: "2.0"

// What the API Router needs to know of an operation beyond standard Smithy.
//
// Standard traits say the rest: `@http` the route, `@readonly` the default action group, `@httpBearerAuth` on the
// service that a token is required, `@optionalAuth` that it may be missing, `@auth([])` on the operation itself that
// the operation is public, and `resource` shapes the entity types. The one Cedar namespace of the platform is model
// metadata: `metadata "apirouter.cedarNamespace" = "ApiRouter"`.
//
// Bounds are checked by the `api-router` build plugin, which lists every problem with file and line.
namespace apirouter.traits

/// Short name of a service behind the router, e.g. `commercial`: the segment after `/api/` of each of its operations,
/// the first part of their ids and actions, and the name of its upstream cluster. Required on every service.
/// Lower-case letters, digits and hyphens, at most 63, starting with a letter.
@trait(selector: "service", breakingChanges: [{ change: "any" }])
string serviceName

/// Names the Cedar action of an operation, where the default does not fit.
@trait(selector: "operation")
structure cedarAction {
    /// Action name after `<service>:`. Default: the operation's name.
    name: String

    /// Action groups that hold the action, each without `<service>:`. Default: `read` for a `@readonly` operation, else
    /// `write`. Replaces the default, so that a sensitive action can be kept out of `write`.
    groups: ActionGroupNames
}

@private
@uniqueItems
list ActionGroupNames {
    member: String
}

/// Names the Cedar resource of an operation, where Smithy's resource binding does not decide it.
///
/// Without this trait: an instance operation of a Smithy resource acts on that resource, by the label bound to the
/// resource's own identifier; `create`, `list` and other collection operations act on the parent resource, or on the
/// service if there is none; an operation bound to the service itself acts on the service if its URI has no label.
/// Everything else is undecided and fails the build.
@trait(selector: "operation")
structure cedarResource {
    /// Entity type without the namespace: a Smithy resource's entity type, or `Service`.
    @required
    type: String

    /// URI label that carries the entity's id. Exactly one of `label` and `id` is set.
    label: String

    /// A fixed entity id.
    id: String
}

/// Entity type of a Smithy resource, without the namespace. Default: the resource's shape name.
@trait(selector: "resource", breakingChanges: [{ change: "any" }])
string cedarEntityType

/// How long an ALLOW for this operation may be cached. Exactly one member is set. Without the trait: the server's default.
@trait(selector: "operation")
structure authzCache {
    /// Seconds, 1 to 3600.
    ttlSeconds: Integer

    /// `true`: every call is decided anew. For sensitive writes.
    off: Boolean
}

/// What happens to an operation's calls while the authorization engine cannot be asked. Without the trait: they are
/// refused, as 503.
@trait(selector: "operation")
structure authzOutage {
    /// Seconds, 1 to 3600, past its time to live for which the last decision on the very same request, an ALLOW or a DENY,
    /// stands in for a new one; never past the token's expiry. The service is told by `x-authz-stale: true`. For reads that
    /// had better be answered by yesterday's policies than not at all; not beside `@authzCache(off: true)`.
    @required
    lastKnownGoodSeconds: Integer
}

/// Token bucket of an operation's route; on a service, the default of each of its operations. One bucket per operation.
@trait(selector: ":is(operation, service)")
structure throttle {
    /// Tokens added each second, 1 to 1,000,000.
    @required
    rate: Integer

    /// Size of the bucket: at least `rate`, at most 1,000,000.
    @required
    burst: Integer
}

/// Largest request body of an operation in bytes, 1 to 104,857,600 (100 MiB). Without the trait: the gateway's limit.
@trait(selector: "operation")
long maxBody

/// Marks an action for which the service itself asks for a finer decision, e.g. on the order's own attributes. The action,
/// its resource's `@cedarAttributes` and the context below are in `fine-grained-schema.json`, apart from what the router
/// decides by.
@trait(selector: "operation")
structure fineGrained {
    /// What the service tells of the request, besides who calls: members become attributes of the context, by the rules
    /// of `@cedarAttributes`.
    context: StructureId
}

/// What the service tells of a resource when it asks for a finer decision: the members of the structure become the
/// attributes of the resource's entity, in `fine-grained-schema.json` only.
///
/// Strings and enums become `String`, whole numbers `Long`, booleans `Bool`, lists `Set`, structures records; `@required`
/// members are always there. Nothing else has a form in Amazon Verified Permissions.
@trait(selector: "resource")
@idRef(failWhenMissing: true, selector: "structure")
string cedarAttributes

/// Entity type whose id a string holds, so that a policy can compare it: `resource.owner == principal`. `User`, `Group`
/// or a Smithy resource's entity type. Only in the structures of `@cedarAttributes` and `@fineGrained(context)`.
@trait(selector: ":is(string, member)")
string cedarEntity

@private
@idRef(failWhenMissing: true, selector: "structure")
string StructureId

/// The client's token is forwarded to the service. Without the trait it is removed.
@trait(selector: "operation")
structure forwardToken {}
